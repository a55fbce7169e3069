package main

import (
	"context"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

const diskName = "disk"

// The kernel's limit; a larger write would arrive in pieces.
const writeMaxBytes = 1 << 20

// The file that a loop device makes a block device of. A request to flush the device, or to write
// through its cache, arrives here as FSYNC.
type diskFile struct {
	fs.Inode
	disk *disk
}

var (
	_ fs.NodeGetattrer = (*diskFile)(nil)
	_ fs.NodeOpener    = (*diskFile)(nil)
	_ fs.NodeReader    = (*diskFile)(nil)
	_ fs.NodeWriter    = (*diskFile)(nil)
	_ fs.NodeFsyncer   = (*diskFile)(nil)
)

func (f *diskFile) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	out.Mode = syscall.S_IFREG | 0o600
	out.Size = uint64(len(f.disk.current))
	out.Blksize = blockBytes
	return 0
}

func (f *diskFile) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, 0, 0
}

func (f *diskFile) Read(_ context.Context, _ fs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	count, powered := f.disk.read(into, at)
	if !powered {
		return nil, syscall.EIO
	}
	return fuse.ReadResultData(into[:count]), 0
}

func (f *diskFile) Write(_ context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	if !f.disk.write(data, at) {
		return 0, syscall.EIO
	}
	return uint32(len(data)), 0
}

func (f *diskFile) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	if !f.disk.flush() {
		return syscall.EIO
	}
	return 0
}

// The directory with the one file.
type root struct {
	fs.Inode
	disk *disk
}

var _ fs.NodeOnAdder = (*root)(nil)

func (r *root) OnAdd(ctx context.Context) {
	file := r.NewPersistentInode(ctx, &diskFile{disk: r.disk}, fs.StableAttr{Mode: syscall.S_IFREG})
	r.AddChild(diskName, file, false)
}

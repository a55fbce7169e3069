package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// How long the kernel may take to write back what is not needed any more.
const endMax = 10 * time.Second

// Mounts what arrives as descriptor 3, says so, and keeps the mount namespace until its input ends.
const keeperScript = `mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 gatescribe-powercut "$0" &&
exec 3<&- && echo mounted && exec cat >/dev/null`

// A process that does nothing but keep the mount namespace in which the disk is, and whatever is
// mounted from it.
//
// The server itself must not be in there. Whoever leaves such a namespace last has to unmount what is
// in it, and a server that was killed would wait for its own answers for ever, and every sync(2) and
// every new loop device on the machine with it.
type keeper struct {
	command *exec.Cmd
	input   io.Closer
}

func (k *keeper) pid() int { return k.command.Process.Pid }

// Lets the namespace go while its requests are still answered, if only with errors.
func (k *keeper) end() {
	_ = k.input.Close()
	late := time.AfterFunc(endMax, func() { _ = k.command.Process.Kill() })
	defer late.Stop()
	_ = k.command.Wait()
}

func mount(directory string, d *disk) (*keeper, error) {
	device, err := syscall.Open("/dev/fuse", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/fuse: %w", err)
	}
	k, err := startKeeper(directory, device)
	if err != nil {
		return nil, err
	}
	_, err = fs.Mount(fmt.Sprintf("/dev/fd/%d", device), &root{disk: d}, &fs.Options{
		MountOptions: fuse.MountOptions{MaxWrite: writeMaxBytes, DisableXAttrs: true},
	})
	return k, err
}

func startKeeper(directory string, device int) (*keeper, error) {
	command := exec.Command("unshare", "--mount", "--propagation", "private", "sh", "-c", keeperScript, directory)
	duplicate, err := syscall.Dup(device) // which ends here with the file that the child is given
	if err != nil {
		return nil, err
	}
	syscall.CloseOnExec(duplicate)
	file := os.NewFile(uintptr(duplicate), "/dev/fuse")
	defer file.Close()
	command.ExtraFiles = []*os.File{file}
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var problems strings.Builder
	command.Stderr = &problems
	if err := command.Start(); err != nil {
		return nil, err
	}
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil || line != "mounted\n" {
		_ = command.Wait()
		return nil, fmt.Errorf("%s", strings.TrimSpace(problems.String()))
	}
	return &keeper{command, input}, nil
}

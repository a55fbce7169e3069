package main

import (
	"sync"
	"time"
)

const (
	// What a disk writes as a whole or not at all; also the block of the file system on it.
	blockBytes = 4096

	// A disk's cache has an end: beyond it the oldest writes reach the medium without a flush.
	cacheMaxBytes = 64 << 20

	// How long a cut waits for its step. A file system with nothing to do makes none.
	cutPatience = 500 * time.Millisecond

	// How long requests may hang after a cut: whoever cut should have ended everybody by then, and
	// somebody else's sync(2) hangs with them.
	silenceMax = 10 * time.Second
)

type power int

const (
	on   power = iota
	off        // Nothing is answered any more: the machine is without power.
	gone       // Everything fails, so that whoever is left can end.
)

// A write as it arrived.
type write struct {
	at   int64
	data []byte
}

// A disk with a volatile cache, in memory.
//
// What a flush found in the cache is on the medium when the flush returns. What is in the cache when
// the power fails may be lost, block by block. A flush that has not returned has promised nothing.
type disk struct {
	mu      sync.Mutex
	changed *sync.Cond

	current     []byte  // what a reader sees
	medium      []byte  // what is safe
	cache       []write // what leads from one to the other, in the order of arrival
	cacheBytes  int
	settled     int64  // how many writes have left the cache, ever
	duringFlush func() // takes the time that a flush takes
	power       power
	stepsToCut  int // the power fails at this step from now, which is not done; 0: no cut was asked for
	writes      int64
	flushes     int64
}

func newDisk(bytes int64, flushTime time.Duration) *disk {
	d := &disk{
		current:     make([]byte, bytes),
		medium:      make([]byte, bytes),
		duringFlush: func() { time.Sleep(flushTime) },
	}
	d.changed = sync.NewCond(&d.mu)
	return d
}

// Says whether the caller may go on: true while there is power. Without, it waits until all is over.
// The caller holds the lock. A step is a write, the beginning of a flush, or its end.
func (d *disk) step() bool {
	if d.power == on && d.stepsToCut > 0 {
		d.stepsToCut--
		if d.stepsToCut == 0 {
			d.setPower(off)
		}
	}
	for d.power == off {
		d.changed.Wait()
	}
	return d.power == on
}

func (d *disk) setPower(state power) {
	if state > d.power {
		d.power = state
		d.changed.Broadcast()
	}
}

func (d *disk) read(into []byte, at int64) (int, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.power == off {
		d.changed.Wait()
	}
	if d.power != on || at > int64(len(d.current)) {
		return 0, d.power == on
	}
	return copy(into, d.current[at:]), true
}

// Takes a write into the cache. False if there is no power, or if it is not within the disk.
func (d *disk) write(data []byte, at int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if at < 0 || at+int64(len(data)) > int64(len(d.current)) || !d.step() {
		return false
	}
	kept := append([]byte(nil), data...) // the caller uses its buffer again
	copy(d.current[at:], kept)
	d.cache = append(d.cache, write{at, kept})
	d.cacheBytes += len(kept)
	d.writes++
	for d.cacheBytes > cacheMaxBytes {
		d.settle(d.settled + 1)
	}
	return true
}

// Brings to the medium what is in the cache now. True when that is done.
func (d *disk) flush() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.step() {
		return false
	}
	until := d.settled + int64(len(d.cache))
	d.mu.Unlock()
	d.duringFlush() // what comes meanwhile is no part of it
	d.mu.Lock()
	if !d.step() {
		return false
	}
	d.settle(until)
	d.flushes++
	return true
}

// Moves writes to the medium until so many have ever been moved. The caller holds the lock.
func (d *disk) settle(until int64) {
	count := int(until - d.settled)
	if count <= 0 {
		return // Another flush was faster.
	}
	for _, w := range d.cache[:count] {
		copy(d.medium[w.at:], w.data)
		d.cacheBytes -= len(w.data)
	}
	d.cache = append([]write(nil), d.cache[count:]...)
	d.settled = until
}

// Cuts the power at the so manyth step from now (0: at once), or when none comes for a while. When
// it returns, nothing changes any more and nothing is answered.
func (d *disk) cut(steps int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.power != on {
		return false
	}
	if steps == 0 {
		d.setPower(off)
	}
	d.stepsToCut = steps
	impatient := time.AfterFunc(cutPatience, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.setPower(off)
	})
	defer impatient.Stop()
	for d.power == on {
		d.changed.Wait()
	}
	time.AfterFunc(silenceMax, d.release)
	return true
}

// Lets everybody who hangs on a disk without power fail.
func (d *disk) release() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.setPower(gone)
}

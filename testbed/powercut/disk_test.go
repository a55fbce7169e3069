package main

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

const diskBytes = 64 * blockBytes

func block(content byte) []byte { return bytes.Repeat([]byte{content}, blockBytes) }

func cutNow(t *testing.T, d *disk, keep string, seed int64) outcome {
	t.Helper()
	if !d.cut(0) {
		t.Fatal("there was no power to cut")
	}
	return d.survive(keep, seed)
}

func TestWriteBeforeAFlushThatReturnedSurvivesInEveryManner(t *testing.T) {
	for seed := range int64(100) {
		d := newDisk(diskBytes, 0)
		d.write(block('a'), 0)
		d.flush()
		cutNow(t, d, keepSeeded, seed)
		if !bytes.Equal(d.medium[:blockBytes], block('a')) {
			t.Fatalf("seed %d: a flushed block was lost", seed)
		}
	}
}

func TestWriteAfterTheLastFlushIsLostWhenNothingIsKept(t *testing.T) {
	d := newDisk(diskBytes, 0)
	d.write(block('a'), 0)
	d.flush()
	d.write(block('b'), 0)
	if result := cutNow(t, d, keepNothing, 1); result.blocks != 1 || result.kept != 0 {
		t.Fatal(result)
	}
	if d.medium[0] != 'a' {
		t.Fatalf("%c is on the medium", d.medium[0])
	}
}

func TestFlushThatHasNotReturnedIsNoBarrier(t *testing.T) {
	d := newDisk(diskBytes, 0)
	asleep, awake := make(chan struct{}), make(chan struct{})
	d.duringFlush = func() { close(asleep); <-awake }
	d.write(block('a'), 0)
	var failed sync.WaitGroup
	failed.Add(1)
	go func() {
		defer failed.Done()
		if d.flush() {
			t.Error("a flush returned without power")
		}
	}()
	<-asleep
	cutNow(t, d, keepNothing, 1)
	close(awake)
	d.release()
	failed.Wait()
	if d.medium[0] != 0 {
		t.Fatal("an unfinished flush made a write safe")
	}
}

func TestWriteDuringAFlushIsNoPartOfIt(t *testing.T) {
	d := newDisk(diskBytes, 0)
	asleep, awake := make(chan struct{}), make(chan struct{})
	d.duringFlush = func() { close(asleep); <-awake }
	d.write(block('a'), 0)
	var done sync.WaitGroup
	done.Add(1)
	go func() { defer done.Done(); d.flush() }()
	<-asleep
	d.write(block('b'), blockBytes)
	close(awake)
	done.Wait()
	cutNow(t, d, keepNothing, 1)
	if d.medium[0] != 'a' || d.medium[blockBytes] != 0 {
		t.Fatal("the flush took too much, or too little")
	}
}

func TestBlockWrittenTwiceIsInOneOfItsStates(t *testing.T) {
	seen := map[byte]bool{}
	for seed := range int64(200) {
		d := newDisk(diskBytes, 0)
		d.write(block('a'), 0)
		d.flush()
		d.write(block('b'), 0)
		d.write(block('c')[:100], 0)
		cutNow(t, d, keepSeeded, seed)
		if d.medium[0] == 'c' && d.medium[100] != 'b' {
			t.Fatalf("seed %d: a later write survived without the earlier one", seed)
		}
		seen[d.medium[0]] = true
	}
	if len(seen) != 3 {
		t.Fatalf("only %v were seen", seen)
	}
}

func TestWriteOfSeveralBlocksMayBeTornAnywhere(t *testing.T) {
	endings := map[string]bool{}
	for seed := range int64(400) {
		d := newDisk(diskBytes, 0)
		d.write(append(append(block('a'), block('b')...), block('c')...), 100)
		d.write(block('d'), 8*blockBytes)
		cutNow(t, d, keepSeeded, seed)
		ending := string([]byte{d.medium[100], d.medium[2*blockBytes], d.medium[8*blockBytes]})
		endings[ending] = true
	}
	if len(endings) != 8 {
		t.Fatalf("only %d of 8 endings were seen", len(endings))
	}
}

func TestSameSeedIsTheSameEnding(t *testing.T) {
	ending := func(seed int64) []byte {
		d := newDisk(diskBytes, 0)
		for at := range int64(40) {
			d.write(block(byte(at)), at*blockBytes)
		}
		cutNow(t, d, keepSeeded, seed)
		return d.medium
	}
	for seed := range int64(50) {
		if !bytes.Equal(ending(seed), ending(seed)) {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestWithoutPowerNothingIsAnsweredUntilTheRelease(t *testing.T) {
	d := newDisk(diskBytes, 0)
	d.cut(0)
	answers := make(chan bool)
	go func() { answers <- d.write(block('a'), 0) }()
	go func() { answers <- d.flush() }()
	select {
	case <-answers:
		t.Fatal("a disk without power answered")
	case <-time.After(50 * time.Millisecond):
	}
	d.release()
	if <-answers || <-answers {
		t.Fatal("a disk without power succeeded")
	}
}

func TestFullCacheReachesTheMediumOldestFirst(t *testing.T) {
	d := newDisk(2*cacheMaxBytes, 0)
	for at := int64(0); at <= cacheMaxBytes; at += blockBytes {
		d.write(block('a'), at)
	}
	cutNow(t, d, keepNothing, 1)
	if d.medium[0] != 'a' || d.medium[blockBytes] != 0 {
		t.Fatal("not the oldest write alone left the cache")
	}
}

func TestSavedFileIsTheMedium(t *testing.T) {
	d := newDisk(diskBytes, 0)
	d.write(block('a'), 3*blockBytes)
	file := filepath.Join(t.TempDir(), "image with a space")
	if answer, err := do(d, "cut 0 everything 1 "+file); err != nil {
		t.Fatal(answer, err)
	}
	content, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(content, d.medium) || content[3*blockBytes] != 'a' {
		t.Fatal("the file is not what was on the medium", err)
	}
}

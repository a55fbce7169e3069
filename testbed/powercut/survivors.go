package main

import (
	"fmt"
	"math/rand"
	"sort"
)

// Which of the writes in the cache are on the medium after the power failed.
const (
	keepNothing    = "nothing"
	keepEverything = "everything"
	keepSeeded     = "seeded" // one of: nothing, the beginning, some blocks here and there
)

// What became of the cache.
type outcome struct {
	manner string
	writes int // in the cache when the power failed
	blocks int // of these writes; a block that was written twice counts twice
	kept   int // of these blocks
}

func (o outcome) String() string {
	return fmt.Sprintf("%s: %d writes of %d blocks were in the cache, %d blocks were kept",
		o.manner, o.writes, o.blocks, o.kept)
}

// The part of a write that is in one block.
type part struct {
	block int64
	at    int64
	data  []byte
}

func parts(cache []write) []part {
	var all []part
	for _, w := range cache {
		for done := 0; done < len(w.data); {
			at := w.at + int64(done)
			length := min(int(blockBytes-at%blockBytes), len(w.data)-done)
			all = append(all, part{at / blockBytes, at, w.data[done : done+length]})
			done += length
		}
	}
	return all
}

// Decides what survives, and brings it to the medium. The disk has no power any more.
//
// Of what was written to the same block, a later write never survives without an earlier one: a
// block in a cache is one block. Which blocks survive is independent of when they were written, so a
// write of several blocks may be torn.
func (d *disk) survive(manner string, seed int64) outcome {
	all := parts(d.cache)
	random := rand.New(rand.NewSource(seed))
	var keep func(part) bool
	switch manner {
	case keepEverything:
		keep = func(part) bool { return true }
	case keepSeeded:
		switch random.Intn(4) {
		case 0:
			manner, keep = "nothing", func(part) bool { return false }
		case 1:
			first := 0
			if len(all) > 0 {
				first = random.Intn(len(all) + 1)
			}
			manner, keep = "the beginning", func(part) bool { first--; return first >= 0 }
		default:
			chance := []float64{0.1, 0.5, 0.9}[random.Intn(3)]
			manner, keep = fmt.Sprintf("a chance of %.1f", chance), scattered(all, random, chance)
		}
	default:
		keep = func(part) bool { return false }
	}
	result := outcome{manner: manner, writes: len(d.cache), blocks: len(all)}
	for _, p := range all {
		if keep(p) {
			copy(d.medium[p.at:], p.data)
			result.kept++
		}
	}
	d.cache, d.cacheBytes = nil, 0
	return result
}

// Each block with this chance in one of the states that it had; else as it was on the medium.
func scattered(all []part, random *rand.Rand, chance float64) func(part) bool {
	left := map[int64]int{}
	for _, p := range all {
		left[p.block]++
	}
	blocks := make([]int64, 0, len(left))
	for block := range left {
		blocks = append(blocks, block)
	}
	sort.Slice(blocks, func(i, j int) bool { return blocks[i] < blocks[j] }) // a seed means one thing
	for _, block := range blocks {
		if random.Float64() < chance {
			left[block] = 1 + random.Intn(left[block])
		} else {
			left[block] = 0
		}
	}
	return func(p part) bool {
		left[p.block]--
		return left[p.block] >= 0
	}
}

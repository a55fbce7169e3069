// A disk that forgets what was not flushed when its power is cut. See README.md.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// sysexits.h
const (
	exUsage       = 64
	exUnavailable = 69
)

const usage = `powercut DIRECTORY MEBIBYTES FLUSH_MICROS

Mounts a directory with one file, "disk", in a mount namespace of its own, and says in its first line
of which process: "ok mounted for PID". On standard input it is told:
  state                         how many writes and flushes there were
  cut STEP KEEP SEED FILE       cuts the power at the so manyth write, beginning or end of a flush from
                                now (0: at once), and writes to FILE what is left; KEEP says what is
                                left of the cache: nothing, everything, or as seeded
  release                       after a cut: whoever hangs on the disk gets an error
Each is answered with one line, "ok ..." or "failed ...". Ends with its input.
`

func main() {
	if len(os.Args) != 4 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(exUsage)
	}
	mebibytes, sizeWrong := strconv.ParseInt(os.Args[2], 10, 16)
	flushMicros, flushWrong := strconv.ParseInt(os.Args[3], 10, 32)
	if sizeWrong != nil || flushWrong != nil || mebibytes < 1 || flushMicros < 0 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(exUsage)
	}
	d := newDisk(mebibytes<<20, time.Duration(flushMicros)*time.Microsecond)
	keeper, err := mount(os.Args[1], d)
	if err != nil {
		fmt.Fprintf(os.Stderr, "powercut: nothing can be mounted with FUSE here: %v\n", err)
		os.Exit(exUnavailable)
	}
	fmt.Printf("ok mounted for %d\n", keeper.pid())
	obey(d, os.Stdin, os.Stdout)
	d.cut(0)
	d.release()
	keeper.end()
}

func obey(d *disk, commands io.Reader, answers io.Writer) {
	lines := bufio.NewScanner(commands)
	for lines.Scan() {
		answer, err := do(d, lines.Text())
		if err != nil {
			fmt.Fprintf(answers, "failed %v\n", err)
		} else {
			fmt.Fprintf(answers, "ok %s\n", answer)
		}
	}
}

func do(d *disk, command string) (string, error) {
	words := strings.SplitN(command, " ", 5)
	switch {
	case command == "state":
		d.mu.Lock()
		defer d.mu.Unlock()
		return fmt.Sprintf("%d writes, %d flushes", d.writes, d.flushes), nil
	case command == "release":
		d.release()
		return "released", nil
	case words[0] == "cut" && len(words) == 5:
		return cut(d, words[1], words[2], words[3], words[4])
	default:
		return "", errors.New("there is no such command")
	}
}

func cut(d *disk, stepsText, keep, seedText, file string) (string, error) {
	steps, stepsWrong := strconv.ParseInt(stepsText, 10, 32)
	seed, seedWrong := strconv.ParseInt(seedText, 10, 64)
	if stepsWrong != nil || seedWrong != nil || steps < 0 ||
		(keep != keepNothing && keep != keepEverything && keep != keepSeeded) {
		return "", errors.New("a cut has a number of steps, a manner and a seed")
	}
	if !d.cut(int(steps)) {
		return "", errors.New("there is no power any more")
	}
	result := d.survive(keep, seed)
	return result.String(), save(d.medium, file)
}

// Writes a file without its zeros.
func save(content []byte, name string) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	zeros := make([]byte, blockBytes)
	for at := 0; at < len(content); at += blockBytes {
		block := content[at : at+blockBytes]
		if string(block) != string(zeros) {
			if _, err := file.WriteAt(block, int64(at)); err != nil {
				return err
			}
		}
	}
	return file.Truncate(int64(len(content)))
}

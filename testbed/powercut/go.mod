// A disk that forgets what was not flushed: for trials of what is left after a loss of power.
module gatescribe.dev/testbed/powercut

go 1.24.0

require github.com/hanwen/go-fuse/v2 v2.12.1

require golang.org/x/sys v0.28.0 // indirect

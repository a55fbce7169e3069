/**
 * The object store that is a bucket of an S3-compatible service.
 *
 * <p>What such services have in common is little: some ignore conditional puts, some know no
 * checksums but MD5, some keep versions. So {@code S3ObjectStore} asks before it puts and compares
 * after, and the object of a name is the version that was put first.
 */
@NullMarked
package dev.gatescribe.store.s3;

import org.jspecify.annotations.NullMarked;

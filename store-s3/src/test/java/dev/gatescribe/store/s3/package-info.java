/** Every object store against one contract, and the S3 store against real services. */
package dev.gatescribe.store.s3;

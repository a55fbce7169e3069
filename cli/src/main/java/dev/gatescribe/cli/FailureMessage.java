package dev.gatescribe.cli;

import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a command failed, in words for the person who typed it, and what it exits with. */
final class FailureMessage {
  private FailureMessage() {}

  static int print(Exception failure, PrintWriter err) {
    Exception cause = unwrapped(failure);
    switch (cause) {
      case CommandFailedException expected -> err.println("gatescribe: " + expected.getMessage());
      case RecordingNotFoundException missing -> err.println("gatescribe: " + missing.getMessage());
      case DamagedRecordingException damaged -> {
        err.println("gatescribe: what is stored is damaged: " + damaged.getMessage());
        return ExitCode.DOES_NOT_HOLD;
      }
      case IOException trouble -> err.println("gatescribe: " + ofInputOutput(trouble));
      default -> {
        // Nobody who types a command can do anything about this, but to pass on where it happened.
        err.println("gatescribe: this is a defect of gatescribe; please report what follows");
        cause.printStackTrace(err);
      }
    }
    return ExitCode.NOT_DONE;
  }

  private static Exception unwrapped(Exception failure) {
    return failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null
        ? unchecked.getCause()
        : failure;
  }

  /** What the JDK names by classes, in words. */
  static String ofInputOutput(IOException trouble) {
    return switch (trouble) {
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case NotDirectoryException file -> file.getFile() + " is not a directory";
      case FileAlreadyExistsException there -> there.getFile() + " exists already";
      case FileSystemException other ->
          other.getFile()
              + ": "
              + (other.getReason() == null ? "it cannot be read or written" : other.getReason());
      default ->
          trouble.getMessage() == null
              ? "something cannot be read or written"
              : trouble.getMessage();
    };
  }
}

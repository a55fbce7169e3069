package dev.gatescribe.gateway.db;

/** What a client may ask for that the target answers, one by one and in order. */
enum RequestStep {
  PARSE,
  BIND,
  DESCRIBE,
  CLOSE,
  EXECUTE,
  QUERY,
  FUNCTION_CALL,
  SYNC
}

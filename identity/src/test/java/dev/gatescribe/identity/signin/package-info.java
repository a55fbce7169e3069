/** Sign-ins and sessions, with the database and an issuer of the tests' own. */
package dev.gatescribe.identity.signin;

-- Whoever has signed in. Rows stay: a name that somebody had is never given to somebody else.
create table identity.principal (
  id              uuid        primary key default gen_random_uuid(),
  issuer          text        not null, -- the identifier in its tokens, not the name in the configuration
  subject         text        not null, -- never given to anybody else by this issuer
  name            text        not null, -- as of the first sign-in; what policies and recordings say
  email           text        null,     -- only if the issuer has verified it
  groups          text[]      not null,
  first_sign_in   timestamptz not null,
  last_sign_in    timestamptz not null,
  facts_at        timestamptz null,     -- when the issuer last said so; null if it says so no more
  unique (issuer, subject)
);

create unique index principal_name on identity.principal (lower(name));

-- Browsers that are signed in. Of a cookie's secret only the digest is here.
create table identity.web_session (
  digest           text        primary key,
  principal        uuid        not null references identity.principal on delete cascade,
  issuer           text        not null,
  issuer_session   text        null,     -- by which the issuer ends it
  authenticated_at timestamptz not null,
  second_factor_at timestamptz null,
  posture          text        not null, -- a line KEY=VALUE for each fact
  client_address   text        not null, -- of who opened it; nobody else may use it
  client_program   text        not null, -- digest of what the browser calls itself
  started_at       timestamptz not null,
  ends_at          timestamptz not null,
  used_at          timestamptz not null,
  refreshed_at     timestamptz not null, -- when the issuer last said that all this is so
  attempted_at     timestamptz not null, -- when it was last asked
  tokens           text        not null  -- sealed
);

create index web_session_principal on identity.web_session (principal);
create index web_session_attempted on identity.web_session (attempted_at);

-- What counts once: answers to a sign-in, logouts of issuers.
create table identity.used (
  digest text        primary key,
  until  timestamptz not null -- it would be refused for its age from then on
);

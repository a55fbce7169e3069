-- What is searched lives in a schema of its own, so that another can be filled beside it and take its place in one step.
create function create_search_tables(name text) returns void language plpgsql as $function$
begin
  execute format('create schema %I', name);
  execute format($$
    create table %I.recording (
      id             uuid        not null,
      protocol       text        not null,
      principal      text        not null,
      target         text        not null,
      login          text        not null,
      client_address text        not null,
      authentication text        not null,
      rule           text        not null,
      started_at     timestamptz not null,
      ended_at       timestamptz not null,
      state          text        not null,
      end_reason     text        not null,
      events         bigint      not null,
      plain_bytes    bigint      not null,
      stored_bytes   bigint      not null,
      chunks         bigint      not null,
      cut_off        boolean     not null, -- there was more text than is indexed of one recording
      problem        text        not null, -- why text is missing; empty if none is
      extraction     integer     not null, -- version of what made text of events
      indexed_at     timestamptz not null default clock_timestamp()
    )$$, name);
  -- Rows stay whole in their page: a hit needs body and marks, and a search reads many hits.
  execute format($$
    create table %I.chunk (
      recording      uuid        not null,
      number         bigint      not null,
      kind           text        not null,
      stream         integer     not null,
      carried        integer     not null, -- characters of the body that the chunk before has, too
      body           text        not null,
      mark_starts    integer[]   not null, -- where each piece of text begins in the body,
      mark_offsets   bigint[]    not null, -- when it was there, in microseconds,
      mark_sequences bigint[]    not null, -- and which event brought it
      terms          tsvector    not null  -- words, and each two words that follow each other
    ) with (toast_tuple_target = 8160)$$, name);
end
$function$;

-- Apart, because filling a table is faster before it has them.
create function create_search_indexes(name text) returns void language plpgsql as $function$
begin
  execute format('alter table %I.recording add primary key (id)', name);
  execute format('create index recording_principal on %I.recording (principal, id)', name);
  execute format('create index recording_target on %I.recording (target, id)', name);
  execute format('alter table %I.chunk add primary key (recording, number)', name);
  -- Without a list of pending entries, which each search would have to read through.
  execute format('create index chunk_terms on %I.chunk using gin (terms) with (fastupdate = off)', name);
end
$function$;

do $$
begin
  perform create_search_tables('search');
  perform create_search_indexes('search');
end
$$;

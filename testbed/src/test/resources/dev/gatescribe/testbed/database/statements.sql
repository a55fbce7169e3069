-- Sixty statements that a person or a script might send, with all that can come back: rows, errors
-- with positions, notices, notifications, copies, cancellations, large values.

\set VERBOSITY verbose
\pset null '(null)'
set client_min_messages = notice;
set application_name = 'statements';
show application_name;

-- Rows of many types, none, one without columns.
select 1 as one, -2::int8, 3.5::numeric(8, 2), 'grüezi ☃'::text, null::text, true, '\xdeadbeef'::bytea;
select * from customers order by id limit 3;
select name from customers where id < 0;
select;
select array[1, 2, null], '{"a": [1, 2]}'::jsonb, date '2026-11-21', interval '1 day 2 hours', '10.0.0.0/8'::cidr;
;

-- Psql's own questions.
\d
\d orders
\d+ customers
\dn
\df order_*
\l shop
\encoding

-- Errors, with and without a position; the session goes on.
selec 1;
select nothing from customers;
select 1 / 0;
insert into customers values (1, 'again', 'again@example.com', 'Graz', '2026-01-01');
insert into orders values (9999, 9999, now(), 'open');
select 'grüezi', nowhere.x;
create table customers (id int);

-- Several commands in one message: each has an outcome, and an error skips what follows.
select 1 as first\; select 2 as second\; select 3 as third;
select 4 as fourth\; select 1 / 0\; select 5 as never;

-- Transactions.
begin;
insert into customers values (501, 'Tim Berner', 'tim@example.com', 'Ghent', '2026-02-03') returning id, name;
savepoint here;
select 1 / 0;
select 'refused until rolled back';
rollback to here;
update customers set city = 'Turku' where id = 501 returning city;
delete from customers where id = 501;
rollback;
commit;
begin isolation level serializable read only;
insert into customers values (502, 'No', 'no@example.com', 'Ghent', '2026-02-03');
end;

-- Copies, both ways, and one that fails half way.
create temporary table parts (id int primary key, name text);
copy parts from stdin;
1	bolt
2	nut \t with a tab
3	\N
\.
copy parts from stdin (format csv);
4,"comma, and ""quotes"""
not a number,5
\.
copy parts to stdout;
copy (select id, name from parts order by id desc) to stdout (format csv, header);
copy (select repeat('x', 1000) from generate_series(1, 300)) to stdout;

-- Prepared statements and cursors.
prepare cheap (int) as select name, price from products where price < $1 order by price, id;
execute cheap (7);
execute cheap ('seven');
deallocate cheap;
begin;
declare walk cursor for select id from products order by id;
fetch 3 from walk;
move 5 in walk;
fetch backward 2 from walk;
commit;
\set FETCH_COUNT 700
select id, placed_at from orders order by id;
\unset FETCH_COUNT

-- Notices and warnings.
do $$ begin raise notice 'a notice'; raise warning 'a warning with a detail' using detail = 'the detail', hint = 'a hint'; end $$;
do $$ begin raise exception using errcode = '22012', message = 'raised', column = 'c', table = 't'; end $$;
drop table if exists never_there;

-- Notifications to oneself.
listen orders;
notify orders, 'from the same session';
select pg_notify('orders', 'and once more');
unlisten *;

-- Cancellations.
set statement_timeout = '100ms';
select pg_sleep(30);
reset statement_timeout;
select pg_cancel_backend(pg_backend_pid());

-- Values of ten megabytes, in both directions.
select length(repeat('x', 10000000)), md5(repeat('grüezi', 1000000));
select repeat('0123456789', 1000000) as large;
\set large `head -c 10000000 /dev/zero | tr '\0' x`
select length(:'large'), md5(:'large');
create temporary table large (content text);
insert into large values (:'large');
select md5(content) from large;

-- Functions by their number: large objects go this way.
\lo_import :small 'a comment'
\lo_list
select lo_unlink(oid) from pg_largeobject_metadata;

-- The plan of a query, a change of role that is refused, and what the session was told.
explain (costs off) select * from orders where customer_id = 7;
set role postgres;
set session authorization postgres;
select current_user, session_user, current_database();
vacuum (verbose false) parts;
\echo :ROW_COUNT :SQLSTATE

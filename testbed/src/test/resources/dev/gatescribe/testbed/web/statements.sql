select name, city from customers order by id limit 3;
selec 1;
select * from nowhere;
begin;
update products set price = price + 0.01 where id = 42;
select count(*) from orders;
rollback;
begin;
select 1/0;
select 'never';
rollback;
select c.city,
       count(*) as orders
  from orders o
	join customers c on c.id = o.customer_id
 group by c.city;
create temporary table notes (id int, note text);
\copy notes from stdin
1	first note
2	second note
\.
copy notes to stdout;
select 1 as one \; select id from products limit 5;
prepare dearest(int) as select name, price from products order by price desc limit $1;
execute dearest(2);

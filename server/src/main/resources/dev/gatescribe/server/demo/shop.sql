-- The demo's shop: a few thousand rows, the same at every first start.

create table customers (
  id int primary key,
  name text not null,
  email text not null unique,
  city text not null,
  joined date not null
);
comment on table customers is 'People who have bought something';

create table products (
  id int primary key,
  name text not null,
  category text not null,
  price numeric(8, 2) not null check (price > 0)
);

create table orders (
  id int primary key,
  customer_id int not null references customers,
  placed_at timestamptz not null,
  status text not null check (status in ('open', 'paid', 'sent', 'returned'))
);

create table order_lines (
  order_id int not null references orders on delete cascade,
  line int not null,
  product_id int not null references products,
  quantity int not null check (quantity > 0),
  price numeric(8, 2) not null,
  primary key (order_id, line)
);

insert into customers
select
  n,
  (array['Ada', 'Blaise', 'Carl', 'Dorothy', 'Edsger', 'Frances', 'Grace', 'Hedy', 'Ivan', 'Jean'])[1 + n % 10]
    || ' '
    || (array['Archer', 'Baker', 'Carter', 'Draper', 'Fisher', 'Glover', 'Hooper', 'Mason', 'Potter', 'Weaver', 'Wright'])[1 + n % 11],
  'customer' || n || '@example.com',
  (array['Lisbon', 'Graz', 'Ghent', 'Tartu', 'Porto', 'Turku', 'Brno'])[1 + n % 7],
  date '2024-01-01' + (n * 37 % 700)
from generate_series(1, 500) as n;

insert into products
select
  n,
  (array['red', 'green', 'blue', 'black', 'white'])[1 + n % 5]
    || ' '
    || (array['bicycle', 'lamp', 'kettle', 'notebook', 'umbrella', 'backpack', 'tent', 'mug'])[1 + n % 8],
  (array['outdoors', 'home', 'kitchen', 'office'])[1 + n % 4],
  5 + (n * 7919 % 20000) / 100.0
from generate_series(1, 120) as n;

insert into orders
select
  n,
  1 + n * 6151 % 500,
  timestamptz '2026-01-01 08:00:00+00' + n * interval '97 minutes',
  (array['open', 'paid', 'sent', 'sent', 'sent', 'returned'])[1 + n % 6]
from generate_series(1, 2000) as n;

insert into order_lines
select
  orders.id,
  line,
  products.id,
  1 + (orders.id + line) % 4,
  products.price
from orders
cross join lateral generate_series(1, 1 + orders.id % 4) as line
join products on products.id = 1 + (orders.id * 31 + line * 17) % 120;

create index on orders (customer_id);
create index on order_lines (product_id);

create view order_totals as
select order_id, sum(quantity * price) as total
from order_lines
group by order_id;

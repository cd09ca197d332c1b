-- Counted before another one is placed; open orders are few among many.
CREATE INDEX orders_open ON orders (organization_id) WHERE status = 'open';

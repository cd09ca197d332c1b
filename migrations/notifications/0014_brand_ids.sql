-- A brand is an object of its own, so that its changes can be told in their order.
ALTER TABLE brands ADD COLUMN id UUID;
UPDATE brands SET id = gen_random_uuid();
ALTER TABLE brands ALTER COLUMN id SET NOT NULL;
CREATE UNIQUE INDEX brands_id ON brands (id);

-- What could not be made stays to be seen as failed when its subscription has ended.
ALTER TABLE instances DROP CONSTRAINT instances_desired_check;
ALTER TABLE instances ADD CONSTRAINT instances_desired_check
    CHECK (desired IN ('pending', 'active', 'suspended', 'abandoned', 'terminated')) NOT VALID;
ALTER TABLE instances VALIDATE CONSTRAINT instances_desired_check;

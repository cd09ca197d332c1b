-- no-transaction
-- Customers look for the release that is live, or for those that failed, among all of an instance.
CREATE INDEX CONCURRENTLY releases_instance_status ON releases (instance_id, status, release_id);

-- Who belongs to an organization, and as what. Every organization has an owner; the use cases keep it so, under a lock
-- on the organization's row.
CREATE TABLE memberships (
    membership_id   uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    user_id         uuid        NOT NULL,
    role            text        NOT NULL,
    created_at      timestamptz NOT NULL,
    CONSTRAINT memberships_pkey PRIMARY KEY (membership_id),
    CONSTRAINT memberships_user_key UNIQUE (organization_id, user_id),
    CONSTRAINT memberships_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations,
    CONSTRAINT memberships_role CHECK (role IN ('owner', 'admin', 'billing', 'developer', 'viewer'))
);

-- A page of one organization's members.
CREATE INDEX memberships_organization ON memberships (organization_id, membership_id);
-- The organizations that a user belongs to.
CREATE INDEX memberships_user ON memberships (user_id, organization_id);

-- Offers of a membership.
CREATE TABLE invitations (
    invitation_id   uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    email           text        NOT NULL,
    email_key       text        NOT NULL,
    role            text        NOT NULL,
    status          text        NOT NULL,
    invited_by      uuid        NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    accepted_by     uuid,
    CONSTRAINT invitations_pkey PRIMARY KEY (invitation_id),
    CONSTRAINT invitations_organization_fkey FOREIGN KEY (organization_id) REFERENCES organizations,
    CONSTRAINT invitations_role CHECK (role IN ('owner', 'admin', 'billing', 'developer', 'viewer')),
    CONSTRAINT invitations_status CHECK (status IN ('pending', 'accepted', 'revoked')),
    CONSTRAINT invitations_accepted CHECK ((status = 'accepted') = (accepted_by IS NOT NULL))
);

-- A page of one organization's invitations.
CREATE INDEX invitations_organization ON invitations (organization_id, invitation_id);
-- An address has at most one open invitation to an organization; a newer one takes the place of the older.
CREATE UNIQUE INDEX invitations_pending ON invitations (organization_id, email_key) WHERE status = 'pending';

-- The secrets in the links that lead to an invitation, hashed: they are known to whoever holds a link. A call that is
-- repeated under its idempotency key is answered with another link, since the first one cannot be told again.
CREATE TABLE invitation_tokens (
    token_hash    bytea  NOT NULL,
    invitation_id uuid   NOT NULL,
    position      bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT invitation_tokens_pkey PRIMARY KEY (token_hash),
    CONSTRAINT invitation_tokens_invitation_fkey FOREIGN KEY (invitation_id) REFERENCES invitations,
    CONSTRAINT invitation_tokens_hash CHECK (octet_length(token_hash) = 32)
);

CREATE INDEX invitation_tokens_invitation ON invitation_tokens (invitation_id, position);

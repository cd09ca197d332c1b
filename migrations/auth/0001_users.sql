-- People who can sign in. They are found by email_key, the normalised address; mail goes to the address as typed.
CREATE TABLE users (
    user_id UUID CONSTRAINT users_pkey PRIMARY KEY,
    email TEXT NOT NULL CONSTRAINT users_email_length CHECK (octet_length(email) BETWEEN 3 AND 254),
    email_key TEXT NOT NULL CONSTRAINT users_email_key_key UNIQUE,
    email_verified_at TIMESTAMPTZ,
    name TEXT NOT NULL CONSTRAINT users_name_length CHECK (char_length(name) BETWEEN 1 AND 400),
    -- When staff shut the user out.
    disabled_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);

-- Beside the users, so that nothing that reads a user reads a hash.
CREATE TABLE passwords (
    user_id UUID CONSTRAINT passwords_pkey PRIMARY KEY CONSTRAINT passwords_user_id_fkey REFERENCES users,
    -- Argon2id as a PHC string.
    phc TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);

-- What staff may do on the whole platform; customers have no row.
CREATE TABLE platform_roles (
    user_id UUID NOT NULL CONSTRAINT platform_roles_user_id_fkey REFERENCES users,
    role TEXT NOT NULL CONSTRAINT platform_roles_role_known CHECK (role IN ('admin', 'support', 'operator')),
    granted_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT platform_roles_pkey PRIMARY KEY (user_id, role)
);

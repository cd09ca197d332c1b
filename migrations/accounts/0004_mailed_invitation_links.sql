-- Links that went into a mail, beside those that the inviter was given to hand on.
ALTER TABLE invitation_tokens ADD COLUMN mailed boolean NOT NULL DEFAULT false;

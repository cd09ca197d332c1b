-- Who changes the password in one session ends the others.
ALTER TABLE sessions DROP CONSTRAINT sessions_revoked_reason_known;
ALTER TABLE sessions ADD CONSTRAINT sessions_revoked_reason_known CHECK (revoked_reason IN
    ('logged_out', 'revoked', 'refresh_reused', 'user_disabled', 'password_reset', 'password_changed')) NOT VALID;
ALTER TABLE sessions VALIDATE CONSTRAINT sessions_revoked_reason_known;

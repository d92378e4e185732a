-- Users. Addresses and domains in lower case; "written" as the administrator wrote the address.
CREATE TABLE postrider_user (
    address         text PRIMARY KEY,
    domain          text NOT NULL,
    written         text NOT NULL,
    enabled         boolean NOT NULL DEFAULT true,
    -- argon2id, or a hash of another server; without one nobody logs in
    password        text,
    scram_sha1      text,
    scram_sha256    text,
    -- 0 for no limit, NULL for that of the domain
    quota_octets    bigint,
    quota_messages  bigint,
    quota_mailboxes bigint,
    -- addresses with commas between
    forward         text,
    keep_copy       boolean NOT NULL DEFAULT true,
    -- nobody, domain or everybody
    administers     text NOT NULL DEFAULT 'nobody',
    -- names with commas between
    groups          text
);

CREATE INDEX postrider_user_domain ON postrider_user (domain, address);

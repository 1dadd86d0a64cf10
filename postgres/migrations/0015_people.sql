-- oldest: 10
-- People of the office: an account is one person, at the desk and in Slack.
CREATE TABLE accounts (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text        NOT NULL CHECK (name <> ''),
    reading  text        NOT NULL DEFAULT '',
    mail     text        NOT NULL DEFAULT '',
    slack    text        NOT NULL DEFAULT '', -- a user id there
    role     text        NOT NULL CHECK (role IN ('admin', 'clerk', 'coordinator', 'viewer')),
    teams    text[]      NOT NULL DEFAULT '{}',
    zone     text        NOT NULL DEFAULT '', -- of IANA; '' is Japan
    holidays jsonb       NOT NULL DEFAULT '[]', -- their own: [{"from": "2027-02-05", "until": "2027-02-11", "note": "Tết"}]
    language text        NOT NULL DEFAULT 'ja' CHECK (language IN ('ja', 'en')),
    created  timestamptz NOT NULL,
    ends     timestamptz, -- from then on they are out
    heirs    jsonb       NOT NULL DEFAULT '{}', -- who gets what then: {"tickets": 3, "routes": 4, "Q-1204": 5}, accounts or 0 for nobody
    handed   timestamptz, -- when they got it
    erased   timestamptz  -- since then a pseudonym stands for them
);
-- Of those who work here no two have the same name, address or user id. Somebody who will leave still
-- works here; who has left is out of the way.
CREATE UNIQUE INDEX accounts_name  ON accounts (name)        WHERE ends IS NULL;
CREATE UNIQUE INDEX accounts_mail  ON accounts (lower(mail)) WHERE ends IS NULL AND mail <> '';
CREATE UNIQUE INDEX accounts_slack ON accounts (slack)       WHERE slack <> '';

-- The ids under which an account has acted: its own (staff:7), and earlier ones that were joined with it
-- (desk:佐々木, slack:U123).
CREATE TABLE account_ids (
    id      text   PRIMARY KEY,
    account bigint NOT NULL REFERENCES accounts
);
CREATE INDEX account_ids_account ON account_ids (account);

-- At which other company an account is known as whom: what OpenID Connect calls issuer and subject.
CREATE TABLE account_subjects (
    issuer  text   NOT NULL,
    subject text   NOT NULL,
    account bigint NOT NULL REFERENCES accounts,
    PRIMARY KEY (issuer, subject)
);

-- A link is for an account, where one is invited; then its name stands in "name", too. Where the link
-- leads once it is used is "go".
ALTER TABLE staff_logins
    ADD COLUMN account bigint REFERENCES accounts,
    ADD COLUMN via     text NOT NULL DEFAULT 'link',
    ADD COLUMN go      text NOT NULL DEFAULT '';

-- A program of schema 10 to 14 writes none of these: its sessions are their person's by account_ids.
ALTER TABLE staff_sessions
    ADD COLUMN id      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN account bigint REFERENCES accounts,
    ADD COLUMN used    timestamptz NOT NULL DEFAULT now(), -- to five minutes
    ADD COLUMN via     text        NOT NULL DEFAULT 'link',
    ADD COLUMN agent   text        NOT NULL DEFAULT ''; -- the browser, in a few words
CREATE INDEX staff_sessions_account ON staff_sessions (account);

-- Who is signed in goes on working, as 職員 under the name they gave. What stands under that name in
-- tickets is theirs once an administrator says so. The first who signs in by a link from the terminal
-- becomes the administrator.
INSERT INTO accounts (name, role, created)
SELECT name, 'clerk', min(opened)
FROM   staff_sessions
WHERE  expires > now() AND name <> ''
GROUP  BY name;
INSERT INTO account_ids (id, account)
SELECT 'staff:' || id, id FROM accounts;
INSERT INTO account_ids (id, account)
SELECT DISTINCT s.person, a.id
FROM   staff_sessions s JOIN accounts a USING (name)
WHERE  s.expires > now()
ON CONFLICT DO NOTHING;
UPDATE staff_sessions s
SET    account = i.account, used = greatest(opened, LEAST(now(), s.expires - interval '30 days'))
FROM   account_ids i
WHERE  i.id = s.person;

-- Everything that somebody may have to account for: who did what, by which way, to what. It is only
-- added to. At an erasure what names the person gives way to a pseudonym.
CREATE TABLE audit (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('staff', 'member', 'operator', 'program', 'stranger')),
    actor      text        NOT NULL DEFAULT '',
    actor_name text        NOT NULL DEFAULT '',
    via        text        NOT NULL,
    act        text        NOT NULL,
    object     text        NOT NULL DEFAULT '',
    before     text        NOT NULL DEFAULT '',
    after      text        NOT NULL DEFAULT '',
    note       text        NOT NULL DEFAULT '',
    request    text        NOT NULL DEFAULT ''
);
CREATE INDEX audit_actor  ON audit (actor, id);
CREATE INDEX audit_object ON audit (object, id);
CREATE INDEX audit_act    ON audit (act, id);
CREATE INDEX audit_at     ON audit USING brin (at);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('madoguchi.erasing', true) = 'on' THEN
        IF (NEW.id, NEW.at, NEW.kind, NEW.via, NEW.act, NEW.request) = (OLD.id, OLD.at, OLD.kind, OLD.via, OLD.act, OLD.request) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% of % refused: what was done here is only added to', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_stay BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_stay_all BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

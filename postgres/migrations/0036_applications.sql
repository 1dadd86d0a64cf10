-- oldest: 19
-- Other systems that work at the counter through the API.
CREATE TABLE applications (
    id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text        NOT NULL CHECK (name <> ''),
    scopes  text[]      NOT NULL,
    hash    bytea       NOT NULL UNIQUE, -- SHA-256 of its token, which is kept nowhere
    hint    text        NOT NULL,        -- the token's end
    made_by text        NOT NULL,
    created timestamptz NOT NULL,
    used    timestamptz,                 -- to the minute
    revoked timestamptz
);

-- What was answered to a request that named a key of its own, so that the same request has the same answer. It
-- holds nothing of members.
CREATE TABLE api_requests (
    application bigint      NOT NULL REFERENCES applications,
    key         text        NOT NULL,
    request     bytea       NOT NULL, -- SHA-256 of the method, the path and the body
    began       timestamptz NOT NULL,
    status      integer,              -- NULL = it is under way, or whoever worked on it has died
    location    text        NOT NULL DEFAULT '',
    body        bytea       NOT NULL DEFAULT '',
    PRIMARY KEY (application, key)
);

CREATE INDEX api_requests_began ON api_requests (began);

-- What was asked for under a key of the API is found by it.
CREATE INDEX audit_request ON audit (request) WHERE act = 'ticket.opened';

ALTER TABLE audit
    DROP CONSTRAINT audit_kind_check,
    ADD  CONSTRAINT audit_kind_check CHECK (kind IN ('staff', 'member', 'operator', 'program', 'stranger', 'application'));

-- oldest: 16
-- What must not be deleted for now: a ticket, all of a person, or of a programme. Lifted, a hold stays as what was.
CREATE TABLE holds (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    what      text        NOT NULL CHECK (what IN ('ticket', 'person', 'programme')),
    object    text        NOT NULL CHECK (object <> ''), -- a ticket's number, a contact's address, a programme
    why       text        NOT NULL CHECK (why IN ('audit', 'complaint', 'disclosure', 'other')),
    note      text        NOT NULL,
    since     timestamptz NOT NULL,
    who       text        NOT NULL,
    lifted    timestamptz,
    lifted_by text        NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX holds_now ON holds (what, object) WHERE lifted IS NULL;

CREATE FUNCTION held(number text, of_programme text, address text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT EXISTS (SELECT FROM holds h
                   WHERE  h.lifted IS NULL
                   AND    (h.what = 'ticket' AND h.object = number OR h.what = 'programme' AND h.object = of_programme
                           OR h.what = 'person' AND (h.object = address OR EXISTS (SELECT FROM links l WHERE l.contact = address AND l.linked = h.object))))
$$;

-- Whether anything of a contact must stay: with a ticket of theirs, their talk stays, too.
CREATE FUNCTION held_contact(address text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT EXISTS (SELECT FROM holds WHERE lifted IS NULL)
    AND    (held('', '', address) OR EXISTS (SELECT FROM tickets t WHERE t.contact = address AND held(t.number, t.programme, t.contact)))
$$;

-- By a trigger, so that the program of before, which knows of no holds, wipes nothing that is held.
CREATE FUNCTION refuse_held() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF held(OLD.number, OLD.programme, OLD.contact) THEN
        RAISE EXCEPTION 'ticket % is held and must not be erased', OLD.number USING ERRCODE = 'MGH01';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tickets_held BEFORE UPDATE OF erased ON tickets
    FOR EACH ROW WHEN (NEW.erased IS DISTINCT FROM OLD.erased) EXECUTE FUNCTION refuse_held();

-- What an administrator has approved to be disposed of. Whoever finds an order does what is left of it.
CREATE TABLE disposal_orders (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text        NOT NULL,
    programme text        NOT NULL,
    rule      text        NOT NULL, -- as people read it
    before    timestamptz NOT NULL, -- closed earlier
    who       text        NOT NULL,
    who_name  text        NOT NULL,
    approved  timestamptz NOT NULL,
    done      timestamptz
);
CREATE INDEX disposal_orders_open ON disposal_orders (id) WHERE done IS NULL;

-- 廃棄簿: what was disposed of. Without words; only added to.
CREATE TABLE disposals (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number    text        NOT NULL,
    kind      text        NOT NULL,
    programme text        NOT NULL,
    team      text        NOT NULL,
    opened    timestamptz NOT NULL,
    closed    timestamptz NOT NULL,
    rule      text        NOT NULL,
    who_name  text        NOT NULL, -- who approved it
    approved  timestamptz NOT NULL,
    at        timestamptz NOT NULL
);
CREATE INDEX disposals_at ON disposals (at);
CREATE FUNCTION refuse_disposal_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% of disposals refused: what was disposed of is only added to', TG_OP;
END $$;
CREATE TRIGGER disposals_stay     BEFORE UPDATE OR DELETE ON disposals FOR EACH ROW EXECUTE FUNCTION refuse_disposal_change();
CREATE TRIGGER disposals_stay_all BEFORE TRUNCATE ON disposals FOR EACH STATEMENT EXECUTE FUNCTION refuse_disposal_change();

-- What the migrations make, as pg_dump shows it. Written by: go test ./postgres -run Schema -update

CREATE FUNCTION public.blank_value(doc jsonb, value text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
    SELECT replace(replace(replace(doc::text,
               to_jsonb(value)::text || ',', '"",'),
               to_jsonb(value)::text || ']', '""]'),
               to_jsonb(value)::text || '}', '""}')::jsonb
$$;

CREATE FUNCTION public.blank_values(doc jsonb, texts text[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    value text;
BEGIN
    FOREACH value IN ARRAY coalesce(texts, '{}') LOOP
        doc := blank_value(doc, value);
    END LOOP;
    RETURN doc;
END $$;

CREATE FUNCTION public.expect_rows(got bigint, want bigint, what text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF got <> want THEN
        RAISE EXCEPTION '%: % rows touched, want %', what, got, want;
    END IF;
    RETURN true;
END $$;

CREATE FUNCTION public.forget_said() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'messages'      THEN DELETE FROM said WHERE conversation = OLD.conversation AND line = OLD.seq AND line > 0;
        WHEN 'ticket_events' THEN DELETE FROM said WHERE entry = OLD.id AND entry > 0;
        WHEN 'tickets'       THEN DELETE FROM said WHERE ticket = OLD.number AND source = 'ticket';
    END CASE;
    RETURN NULL;
END $$;

CREATE FUNCTION public.held(number text, of_programme text, address text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT EXISTS (SELECT FROM holds h
                   WHERE  h.lifted IS NULL
                   AND    (h.what = 'ticket' AND h.object = number OR h.what = 'programme' AND h.object = of_programme
                           OR h.what = 'person' AND (h.object = address OR EXISTS (SELECT FROM links l WHERE l.contact = address AND l.linked = h.object))))
$$;

CREATE FUNCTION public.held_contact(address text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT EXISTS (SELECT FROM holds WHERE lifted IS NULL)
    AND    (held('', '', address) OR EXISTS (SELECT FROM tickets t WHERE t.contact = address AND held(t.number, t.programme, t.contact)))
$$;

CREATE FUNCTION public.mend_questions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE questions q
    SET    handoff = q.handoff - n.handoff, none = q.none - n.none, unsolved = q.unsolved - n.unsolved, chosen = q.chosen - n.chosen, solved = q.solved - n.solved
    FROM   (SELECT   question,
                     count(*) FILTER (WHERE how = 'handoff')  AS handoff,
                     count(*) FILTER (WHERE how = 'none')     AS none,
                     count(*) FILTER (WHERE how = 'unsolved') AS unsolved,
                     count(*) FILTER (WHERE how = 'chosen')   AS chosen,
                     count(*) FILTER (WHERE how = 'solved')   AS solved
            FROM     erased
            WHERE    question IS NOT NULL
            GROUP BY question) AS n
    WHERE  q.id = n.question;

    UPDATE questions q
    SET    wording = u.wording, first = u.id, terms = NULL, weights = NULL
    FROM   unanswered u
    WHERE  q.first IN (SELECT id FROM erased)
    AND    u.id = (SELECT min(x.id) FROM unanswered x WHERE x.question = q.id);

    DELETE FROM questions q
    WHERE  q.first IN (SELECT id FROM erased)
    AND    NOT EXISTS (SELECT FROM unanswered x WHERE x.question = q.id);
    RETURN NULL;
END
$$;

CREATE FUNCTION public.note_class() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ticket_classes WHERE class = NEW.class) THEN
        INSERT INTO ticket_classes (class, status, kind, programme, team, channel)
        VALUES (NEW.class, NEW.status, NEW.kind, NEW.programme, NEW.team, split_part(NEW.contact, ':', 1))
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.note_figures() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO figures_due VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION public.plain_reply(messages jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT NOT EXISTS (SELECT FROM jsonb_array_elements(messages) AS m
                       WHERE  m ->> 'author' IS DISTINCT FROM 'staff' OR m ? 'choices' OR m ? 'answer' OR m ? 'status')
$$;

CREATE FUNCTION public.refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('madoguchi.erasing', true) = 'on' THEN
        IF (NEW.id, NEW.at, NEW.kind, NEW.via, NEW.act, NEW.request) = (OLD.id, OLD.at, OLD.kind, OLD.via, OLD.act, OLD.request) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% of % refused: what was done here is only added to', TG_OP, TG_TABLE_NAME;
END $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_setting('madoguchi.erasing', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION '% of % refused: the log of a ticket is only added to', TG_OP, TG_TABLE_NAME;
END $$;

CREATE FUNCTION public.refuse_disposal_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% of disposals refused: what was disposed of is only added to', TG_OP;
END $$;

CREATE FUNCTION public.refuse_held() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF held(OLD.number, OLD.programme, OLD.contact) THEN
        RAISE EXCEPTION 'ticket % is held and must not be erased', OLD.number USING ERRCODE = 'MGH01';
    END IF;
    RETURN NEW;
END $$;

CREATE TABLE public.absences (
    person text NOT NULL,
    name text NOT NULL,
    until timestamp with time zone NOT NULL
);

CREATE TABLE public.account_ids (
    id text NOT NULL,
    account bigint NOT NULL
);

CREATE TABLE public.account_subjects (
    issuer text NOT NULL,
    subject text NOT NULL,
    account bigint NOT NULL
);

CREATE TABLE public.accounts (
    id bigint NOT NULL,
    name text NOT NULL,
    reading text DEFAULT ''::text NOT NULL,
    mail text DEFAULT ''::text NOT NULL,
    slack text DEFAULT ''::text NOT NULL,
    role text NOT NULL,
    teams text[] DEFAULT '{}'::text[] NOT NULL,
    zone text DEFAULT ''::text NOT NULL,
    holidays jsonb DEFAULT '[]'::jsonb NOT NULL,
    language text DEFAULT 'ja'::text NOT NULL,
    created timestamp with time zone NOT NULL,
    ends timestamp with time zone,
    heirs jsonb DEFAULT '{}'::jsonb NOT NULL,
    handed timestamp with time zone,
    erased timestamp with time zone,
    news text DEFAULT ''::text NOT NULL,
    CONSTRAINT accounts_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
    CONSTRAINT accounts_name_check CHECK ((name <> ''::text)),
    CONSTRAINT accounts_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'clerk'::text, 'coordinator'::text, 'viewer'::text])))
);

ALTER TABLE public.accounts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.accounts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.answered (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    conversation bigint NOT NULL,
    event bigint NOT NULL,
    query text NOT NULL,
    verdict text NOT NULL,
    ref text DEFAULT ''::text NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    p double precision DEFAULT 0 NOT NULL,
    useful text DEFAULT ''::text NOT NULL,
    counted smallint DEFAULT 0 NOT NULL,
    CONSTRAINT answered_useful_check CHECK ((useful = ANY (ARRAY[''::text, 'yes'::text, 'no'::text])))
);

ALTER TABLE public.answered ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.answered_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.api_requests (
    application bigint NOT NULL,
    key text NOT NULL,
    request bytea NOT NULL,
    began timestamp with time zone NOT NULL,
    status integer,
    location text DEFAULT ''::text NOT NULL,
    body bytea DEFAULT '\x'::bytea NOT NULL,
    event text DEFAULT ''::text NOT NULL,
    outcome jsonb
);

CREATE TABLE public.applications (
    id bigint NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    hash bytea NOT NULL,
    hint text NOT NULL,
    made_by text NOT NULL,
    created timestamp with time zone NOT NULL,
    used timestamp with time zone,
    revoked timestamp with time zone,
    CONSTRAINT applications_name_check CHECK ((name <> ''::text))
);

ALTER TABLE public.applications ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.applications_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    actor text DEFAULT ''::text NOT NULL,
    actor_name text DEFAULT ''::text NOT NULL,
    via text NOT NULL,
    act text NOT NULL,
    object text DEFAULT ''::text NOT NULL,
    before text DEFAULT ''::text NOT NULL,
    after text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    request text DEFAULT ''::text NOT NULL,
    CONSTRAINT audit_kind_check CHECK ((kind = ANY (ARRAY['staff'::text, 'member'::text, 'operator'::text, 'program'::text, 'stranger'::text, 'application'::text])))
);

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.backups (
    id bigint NOT NULL,
    act text NOT NULL,
    file text DEFAULT ''::text NOT NULL,
    began timestamp with time zone NOT NULL,
    ended timestamp with time zone NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    tables jsonb DEFAULT '{}'::jsonb NOT NULL,
    error text DEFAULT ''::text NOT NULL,
    CONSTRAINT backups_act_check CHECK ((act = ANY (ARRAY['backup'::text, 'drill'::text, 'restore'::text])))
);

ALTER TABLE public.backups ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.backups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.bulk_replies (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    who text NOT NULL,
    who_name text NOT NULL,
    request text NOT NULL,
    undone timestamp with time zone,
    undone_by text DEFAULT ''::text NOT NULL
);

ALTER TABLE public.bulk_replies ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.bulk_replies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.bulk_reply_tickets (
    bulk bigint NOT NULL,
    place integer NOT NULL,
    ticket text NOT NULL,
    event text NOT NULL,
    done boolean,
    delivery bigint DEFAULT 0 NOT NULL
);

CREATE TABLE public.canned_replies (
    id bigint NOT NULL,
    programme text DEFAULT ''::text NOT NULL,
    name text NOT NULL,
    text text NOT NULL,
    changed timestamp with time zone NOT NULL,
    changed_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT canned_replies_name_check CHECK ((name <> ''::text)),
    CONSTRAINT canned_replies_text_check CHECK ((text <> ''::text))
);

ALTER TABLE public.canned_replies ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.canned_replies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collections (
    id text NOT NULL,
    place integer NOT NULL,
    body jsonb NOT NULL,
    source bytea NOT NULL,
    imported timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.conversations (
    id bigint NOT NULL,
    address text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    programme text DEFAULT ''::text NOT NULL,
    reachable boolean DEFAULT true NOT NULL,
    state jsonb DEFAULT '{}'::jsonb NOT NULL,
    last_seq bigint DEFAULT 0 NOT NULL,
    opened timestamp with time zone DEFAULT now() NOT NULL,
    touched timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE public.conversations ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.conversations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.correction_receivers (
    id bigint NOT NULL,
    correction bigint NOT NULL,
    conversation bigint NOT NULL,
    answered timestamp with time zone NOT NULL,
    times integer NOT NULL,
    version integer NOT NULL,
    state text NOT NULL,
    delivery bigint DEFAULT 0 NOT NULL,
    CONSTRAINT correction_receivers_state_check CHECK ((state = ANY (ARRAY['due'::text, 'owed'::text, 'out'::text, 'gone'::text, 'dropped'::text])))
);

ALTER TABLE public.correction_receivers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.correction_receivers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.corrections (
    id bigint NOT NULL,
    ref text NOT NULL,
    versions integer[] NOT NULL,
    since timestamp with time zone,
    until timestamp with time zone,
    question text NOT NULL,
    fault text NOT NULL,
    line text NOT NULL,
    push boolean NOT NULL,
    state text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    author text NOT NULL,
    who text NOT NULL,
    made timestamp with time zone NOT NULL,
    reviewer text DEFAULT ''::text NOT NULL,
    deadline text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    decided text DEFAULT ''::text NOT NULL,
    sent timestamp with time zone,
    told integer DEFAULT 0 NOT NULL,
    request text,
    authors text[] DEFAULT '{}'::text[] NOT NULL,
    reviewer_id text DEFAULT ''::text NOT NULL,
    asked timestamp with time zone,
    CONSTRAINT corrections_fault_check CHECK ((fault = ANY (ARRAY['ours'::text, 'rule'::text]))),
    CONSTRAINT corrections_state_check CHECK ((state = ANY (ARRAY['writing'::text, 'asked'::text, 'sending'::text, 'stopped'::text])))
);

ALTER TABLE public.corrections ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.corrections_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliveries (
    id bigint NOT NULL,
    key uuid DEFAULT gen_random_uuid() NOT NULL,
    lane text NOT NULL,
    address text NOT NULL,
    staff boolean NOT NULL,
    ticket text DEFAULT ''::text NOT NULL,
    messages jsonb NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    due timestamp with time zone DEFAULT now() NOT NULL,
    supersede boolean DEFAULT false NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    fault text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    error text DEFAULT ''::text NOT NULL,
    progress text DEFAULT ''::text NOT NULL,
    reply_token text DEFAULT ''::text NOT NULL,
    reply_until timestamp with time zone,
    created timestamp with time zone NOT NULL,
    settled timestamp with time zone,
    failed boolean DEFAULT false NOT NULL,
    via text DEFAULT ''::text NOT NULL,
    pushes integer DEFAULT 0 NOT NULL,
    platform_ids jsonb DEFAULT '[]'::jsonb NOT NULL,
    joined bigint,
    sure integer DEFAULT 0 NOT NULL,
    CONSTRAINT deliveries_check CHECK (((settled IS NULL) = (state = ANY (ARRAY['pending'::text, 'sending'::text, 'held'::text])))),
    CONSTRAINT deliveries_check1 CHECK ((failed = (state = ANY (ARRAY['held'::text, 'dead'::text])))),
    CONSTRAINT deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'held'::text, 'dead'::text, 'discarded'::text])))
)
WITH (fillfactor='80');

CREATE SEQUENCE public.delivery_ids
    START WITH 1
    INCREMENT BY 32
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.desk_opened (
    one boolean DEFAULT true NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT desk_opened_one_check CHECK (one)
);

CREATE TABLE public.desk_views (
    id bigint NOT NULL,
    account bigint NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    shared boolean DEFAULT false NOT NULL,
    CONSTRAINT desk_views_name_check CHECK ((name <> ''::text))
);

ALTER TABLE public.desk_views ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.desk_views_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.disposal_orders (
    id bigint NOT NULL,
    kind text NOT NULL,
    programme text NOT NULL,
    rule text NOT NULL,
    before timestamp with time zone NOT NULL,
    who text NOT NULL,
    who_name text NOT NULL,
    approved timestamp with time zone NOT NULL,
    done timestamp with time zone
);

ALTER TABLE public.disposal_orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.disposal_orders_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.disposals (
    id bigint NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    programme text NOT NULL,
    team text NOT NULL,
    opened timestamp with time zone NOT NULL,
    closed timestamp with time zone NOT NULL,
    rule text NOT NULL,
    who_name text NOT NULL,
    approved timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.disposals ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.disposals_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.documents (
    collection text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    body jsonb NOT NULL,
    source bytea NOT NULL,
    imported timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT documents_number_check CHECK ((number > 0))
);

CREATE TABLE public.draft_links (
    number bigint NOT NULL,
    hash bytea NOT NULL,
    collection text NOT NULL,
    ordinal integer NOT NULL,
    was jsonb,
    body jsonb NOT NULL,
    who text NOT NULL,
    at timestamp with time zone NOT NULL,
    upload text DEFAULT ''::text NOT NULL,
    document text DEFAULT ''::text NOT NULL,
    changes jsonb
);

ALTER TABLE public.draft_links ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.draft_links_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.drafts (
    collection text NOT NULL,
    ordinal integer NOT NULL,
    title text NOT NULL,
    body jsonb NOT NULL,
    base integer NOT NULL,
    version integer NOT NULL,
    state text DEFAULT 'writing'::text NOT NULL,
    authors text[] NOT NULL,
    who text NOT NULL,
    saved timestamp with time zone NOT NULL,
    reviewer text DEFAULT ''::text NOT NULL,
    deadline text DEFAULT ''::text NOT NULL,
    asked timestamp with time zone,
    decided text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    due timestamp with time zone,
    reviewer_id text DEFAULT ''::text NOT NULL,
    confirms text[] DEFAULT '{}'::text[] NOT NULL,
    after integer,
    CONSTRAINT drafts_ordinal_check CHECK ((ordinal > 0)),
    CONSTRAINT drafts_state_check CHECK ((state = ANY (ARRAY['writing'::text, 'asked'::text, 'returned'::text, 'approved'::text])))
);

CREATE TABLE public.edited_promises (
    edit bigint NOT NULL,
    ticket text NOT NULL,
    was timestamp with time zone NOT NULL,
    due timestamp with time zone NOT NULL,
    why text NOT NULL,
    untold boolean NOT NULL,
    moved timestamp with time zone NOT NULL,
    restored timestamp with time zone
);

CREATE TABLE public.entries (
    collection text NOT NULL,
    ordinal integer NOT NULL,
    place integer NOT NULL,
    question text NOT NULL,
    body jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    missing boolean DEFAULT false NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    kind_by text DEFAULT ''::text NOT NULL,
    document integer DEFAULT 1 NOT NULL,
    state text DEFAULT 'public'::text NOT NULL,
    missing_since timestamp with time zone,
    kept_by text DEFAULT ''::text NOT NULL,
    term jsonb,
    term_by text DEFAULT ''::text NOT NULL,
    confirmed timestamp with time zone,
    printed jsonb,
    "position" double precision,
    CONSTRAINT entries_kind_check CHECK ((kind = ANY (ARRAY[''::text, 'answer'::text, 'self_service'::text, 'redirect_external'::text, 'policy_decline'::text, 'form'::text, 'pointer'::text]))),
    CONSTRAINT entries_served CHECK (((state = 'public'::text) = (document > 0))),
    CONSTRAINT entries_state_check CHECK ((state = ANY (ARRAY['public'::text, 'draft'::text, 'withdrawn'::text])))
);

CREATE TABLE public.entry_heirs (
    collection text NOT NULL,
    ordinal integer NOT NULL,
    heir_collection text NOT NULL,
    heir_ordinal integer NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT entry_heirs_check CHECK (((collection <> heir_collection) OR (ordinal <> heir_ordinal)))
);

CREATE TABLE public.entry_versions (
    collection text NOT NULL,
    ordinal integer NOT NULL,
    version integer NOT NULL,
    body jsonb NOT NULL,
    saved timestamp with time zone DEFAULT now() NOT NULL,
    who text DEFAULT ''::text NOT NULL,
    act text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.entry_votes (
    collection text NOT NULL,
    ordinal integer NOT NULL,
    version integer NOT NULL,
    day date NOT NULL,
    helped integer DEFAULT 0 NOT NULL,
    unhelped integer DEFAULT 0 NOT NULL
);

CREATE TABLE public.erasures (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    who text NOT NULL,
    pseudonym text NOT NULL,
    counts jsonb NOT NULL
);

ALTER TABLE public.erasures ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.erasures_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.events (
    seq bigint NOT NULL,
    channel text NOT NULL,
    event_id text NOT NULL,
    body jsonb NOT NULL,
    accepted timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.events ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.faq_links (
    address text NOT NULL,
    fault text DEFAULT ''::text NOT NULL,
    fails integer DEFAULT 0 NOT NULL,
    next timestamp with time zone NOT NULL
);

CREATE TABLE public.faq_revision (
    one boolean DEFAULT true NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT faq_revision_one_check CHECK (one)
);

CREATE TABLE public.figures_due (
    ticket bigint NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_threshold='1000');

CREATE TABLE public.figures_key (
    one boolean DEFAULT true NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT figures_key_one_check CHECK (one)
);

CREATE TABLE public.files (
    id bigint NOT NULL,
    conversation bigint NOT NULL,
    address text NOT NULL,
    message_id text NOT NULL,
    file_id text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    state text DEFAULT 'wanted'::text NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    media_type text DEFAULT ''::text NOT NULL,
    content bytea,
    attempts integer DEFAULT 0 NOT NULL,
    due timestamp with time zone DEFAULT now() NOT NULL,
    error text DEFAULT ''::text NOT NULL,
    created timestamp with time zone NOT NULL,
    shared_until timestamp with time zone,
    CONSTRAINT files_check CHECK (
CASE state
    WHEN 'wanted'::text THEN true
    ELSE ((content IS NOT NULL) = (state = ANY (ARRAY['arrived'::text, 'kept'::text])))
END),
    CONSTRAINT files_state_check CHECK ((state = ANY (ARRAY['arrived'::text, 'wanted'::text, 'kept'::text, 'gone'::text, 'too_big'::text, 'full'::text, 'expired'::text])))
);
ALTER TABLE ONLY public.files ALTER COLUMN content SET STORAGE EXTERNAL;

ALTER TABLE public.files ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.finding_ticks (
    key text NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    what text NOT NULL,
    why text NOT NULL,
    who text NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.handoffs (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    origin text NOT NULL,
    until timestamp with time zone NOT NULL,
    taken text DEFAULT ''::text NOT NULL,
    body jsonb NOT NULL
);

ALTER TABLE public.handoffs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.handoffs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.holds (
    id bigint NOT NULL,
    what text NOT NULL,
    object text NOT NULL,
    why text NOT NULL,
    note text NOT NULL,
    since timestamp with time zone NOT NULL,
    who text NOT NULL,
    lifted timestamp with time zone,
    lifted_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT holds_object_check CHECK ((object <> ''::text)),
    CONSTRAINT holds_what_check CHECK ((what = ANY (ARRAY['ticket'::text, 'person'::text, 'programme'::text]))),
    CONSTRAINT holds_why_check CHECK ((why = ANY (ARRAY['audit'::text, 'complaint'::text, 'disclosure'::text, 'other'::text])))
);

ALTER TABLE public.holds ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.holds_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox (
    seq bigint NOT NULL,
    lane text NOT NULL,
    at timestamp with time zone NOT NULL,
    process bigint NOT NULL,
    accepted timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    last_error text DEFAULT ''::text NOT NULL,
    dead boolean DEFAULT false NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_threshold='1000');

CREATE TABLE public.incidents (
    id bigint NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    ticket text DEFAULT ''::text NOT NULL,
    delivery bigint DEFAULT 0 NOT NULL,
    happened timestamp with time zone,
    known timestamp with time zone NOT NULL,
    wrongful boolean DEFAULT false NOT NULL,
    whose text DEFAULT ''::text NOT NULL,
    what text DEFAULT ''::text NOT NULL,
    who text DEFAULT ''::text NOT NULL,
    count integer DEFAULT 0 NOT NULL,
    cause text DEFAULT ''::text NOT NULL,
    measures text DEFAULT ''::text NOT NULL,
    made timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    made_name text NOT NULL,
    apology text DEFAULT ''::text NOT NULL,
    apology_by text DEFAULT ''::text NOT NULL,
    apology_name text DEFAULT ''::text NOT NULL,
    approved timestamp with time zone,
    approved_by text DEFAULT ''::text NOT NULL,
    approved_name text DEFAULT ''::text NOT NULL,
    steps jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    request text,
    CONSTRAINT incidents_check CHECK (((approved IS NULL) = (approved_by = ''::text))),
    CONSTRAINT incidents_check1 CHECK (((approved IS NULL) OR (approved_by <> apology_by))),
    CONSTRAINT incidents_kind_check CHECK ((kind = ANY (ARRAY['misdirected'::text, 'other'::text])))
);

ALTER TABLE public.incidents ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.incidents_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.lanes (
    lane text NOT NULL,
    channel text NOT NULL,
    head bigint,
    due timestamp with time zone,
    epoch bigint
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_threshold='1000');

CREATE TABLE public.links (
    id bigint NOT NULL,
    contact text NOT NULL,
    linked text NOT NULL,
    since timestamp with time zone NOT NULL
);

ALTER TABLE public.links ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.links_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mail_files (
    id text NOT NULL,
    number bigint NOT NULL,
    address text NOT NULL,
    content bytea NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.mail_files ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.mail_files_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mail_key (
    one boolean DEFAULT true NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT mail_key_one_check CHECK (one)
);

CREATE TABLE public.mailboxes (
    name text NOT NULL,
    validity bigint NOT NULL,
    uid bigint NOT NULL
);

CREATE TABLE public.messages (
    conversation bigint NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    author text NOT NULL,
    body jsonb NOT NULL,
    event text DEFAULT ''::text NOT NULL,
    message_id text DEFAULT ''::text NOT NULL,
    delivery bigint,
    unsent timestamp with time zone,
    sent timestamp with time zone,
    CONSTRAINT messages_author_check CHECK ((author = ANY (ARRAY['bot'::text, 'staff'::text, 'member'::text, 'system'::text])))
);

CREATE TABLE public.model_calls (
    id bigint NOT NULL,
    asked timestamp with time zone NOT NULL,
    event bigint DEFAULT 0 NOT NULL,
    conversation bigint DEFAULT 0 NOT NULL,
    key text NOT NULL,
    purpose text NOT NULL,
    server text NOT NULL,
    model text NOT NULL,
    text text NOT NULL,
    given text[] NOT NULL,
    outcome text DEFAULT ''::text NOT NULL,
    answer jsonb DEFAULT '{}'::jsonb NOT NULL,
    ms integer DEFAULT 0 NOT NULL,
    used text DEFAULT ''::text NOT NULL,
    tokens_in integer DEFAULT 0 NOT NULL,
    tokens_out integer DEFAULT 0 NOT NULL,
    CONSTRAINT model_calls_outcome_check CHECK ((outcome = ANY (ARRAY[''::text, 'answered'::text, 'invalid'::text, 'late'::text, 'failed'::text, 'busy'::text]))),
    CONSTRAINT model_calls_purpose_check CHECK ((purpose = ANY (ARRAY['choose'::text, 'fill'::text, 'wordings'::text]))),
    CONSTRAINT model_calls_used_check CHECK ((used = ANY (ARRAY[''::text, 'nothing'::text, 'chosen'::text, 'first'::text, 'none'::text, 'split'::text, 'filled'::text, 'proposed'::text])))
);

ALTER TABLE public.model_calls ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.model_calls_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.moved_promises (
    switch bigint NOT NULL,
    ticket text NOT NULL,
    was timestamp with time zone NOT NULL,
    due timestamp with time zone NOT NULL,
    moved timestamp with time zone NOT NULL,
    restored timestamp with time zone
);

CREATE TABLE public.notices (
    key text NOT NULL,
    at timestamp with time zone NOT NULL,
    text text NOT NULL
);

CREATE TABLE public.office_edits (
    id bigint NOT NULL,
    part text NOT NULL,
    version integer NOT NULL,
    body text NOT NULL,
    basis text NOT NULL,
    made timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    made_name text NOT NULL,
    request text,
    moved timestamp with time zone,
    CONSTRAINT office_edits_version_check CHECK ((version > 0))
);

ALTER TABLE public.office_edits ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.office_edits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.originals (
    digest bytea NOT NULL,
    name text NOT NULL,
    content bytea NOT NULL,
    saved timestamp with time zone NOT NULL
);

CREATE TABLE public.place (
    one boolean DEFAULT true NOT NULL,
    home text NOT NULL,
    since timestamp with time zone NOT NULL,
    CONSTRAINT place_one_check CHECK (one)
);

CREATE TABLE public.processes (
    epoch bigint NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    started timestamp with time zone DEFAULT now() NOT NULL,
    ended timestamp with time zone
);

CREATE SEQUENCE public.process_epochs
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.process_epochs OWNED BY public.processes.epoch;

CREATE TABLE public.publications (
    collection text NOT NULL,
    document integer NOT NULL,
    number integer NOT NULL,
    act text NOT NULL,
    at timestamp with time zone NOT NULL,
    who text NOT NULL,
    changes jsonb NOT NULL,
    before jsonb NOT NULL,
    source bytea DEFAULT '\x'::bytea NOT NULL,
    undone timestamp with time zone,
    undone_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT publications_act_check CHECK ((act = ANY (ARRAY['import'::text, 'inherit'::text, 'publish'::text, 'withdraw'::text, 'edit'::text]))),
    CONSTRAINT publications_number_check CHECK ((number > 0))
);

CREATE TABLE public.question_days (
    day date NOT NULL,
    programme text NOT NULL,
    channel text NOT NULL,
    what text NOT NULL,
    ref text NOT NULL,
    n integer NOT NULL,
    CONSTRAINT question_days_what_check CHECK ((what = ANY (ARRAY['answer'::text, 'suggest'::text, 'choices'::text, 'form'::text, 'handoff'::text, 'chosen'::text, 'told'::text, 'helped'::text, 'unhelped'::text, 'handed'::text, 'went_on'::text, 'left'::text])))
);

CREATE TABLE public.question_progress (
    one boolean DEFAULT true NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    CONSTRAINT question_progress_one_check CHECK (one)
);

CREATE TABLE public.questions (
    id bigint NOT NULL,
    programme text DEFAULT ''::text NOT NULL,
    wording text NOT NULL,
    first bigint NOT NULL,
    terms text[],
    weights real[],
    handoff integer DEFAULT 0 NOT NULL,
    "none" integer DEFAULT 0 NOT NULL,
    unsolved integer DEFAULT 0 NOT NULL,
    chosen integer DEFAULT 0 NOT NULL,
    solved integer DEFAULT 0 NOT NULL,
    asked integer GENERATED ALWAYS AS ((((handoff + "none") + unsolved) + chosen)) STORED,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    ref text DEFAULT ''::text NOT NULL,
    decided timestamp with time zone,
    decided_by text DEFAULT ''::text NOT NULL,
    proposed text DEFAULT ''::text NOT NULL,
    pickers integer DEFAULT 0 NOT NULL,
    declined text DEFAULT ''::text NOT NULL,
    drafted text DEFAULT ''::text NOT NULL,
    CONSTRAINT questions_state_check CHECK ((state = ANY (ARRAY['open'::text, 'alias'::text, 'entry'::text, 'off'::text])))
);

ALTER TABLE public.questions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.questions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quotas (
    month text NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    used bigint DEFAULT 0 NOT NULL
);

CREATE TABLE public.reply_tokens (
    lane text NOT NULL,
    token text NOT NULL,
    until timestamp with time zone NOT NULL
);

CREATE TABLE public.report_comments (
    year integer NOT NULL,
    programme text NOT NULL,
    comment text NOT NULL,
    who text NOT NULL,
    saved timestamp with time zone NOT NULL
);

CREATE TABLE public.said (
    id bigint NOT NULL,
    conversation bigint NOT NULL,
    line bigint DEFAULT 0 NOT NULL,
    ticket text DEFAULT ''::text NOT NULL,
    entry bigint DEFAULT 0 NOT NULL,
    at timestamp with time zone NOT NULL,
    source text NOT NULL,
    words text NOT NULL,
    grams integer[] NOT NULL,
    CONSTRAINT said_source_check CHECK ((source = ANY (ARRAY['member'::text, 'staff'::text, 'note'::text, 'ticket'::text])))
);

ALTER TABLE public.said ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.said_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.said_until (
    one boolean DEFAULT true NOT NULL,
    lines timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    entries bigint DEFAULT 0 NOT NULL,
    tickets bigint DEFAULT 0 NOT NULL,
    CONSTRAINT said_until_one_check CHECK (one)
);

CREATE TABLE public.schema_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    applied timestamp with time zone DEFAULT now() NOT NULL,
    oldest integer,
    CONSTRAINT schema_migrations_check CHECK ((oldest <= version))
);

CREATE TABLE public.site_words (
    hash bytea NOT NULL,
    session text NOT NULL,
    expires timestamp with time zone NOT NULL
);

CREATE TABLE public.staff_logins (
    hash bytea NOT NULL,
    name text NOT NULL,
    expires timestamp with time zone NOT NULL,
    account bigint,
    via text DEFAULT 'link'::text NOT NULL,
    go text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.staff_sessions (
    hash bytea NOT NULL,
    person text NOT NULL,
    name text NOT NULL,
    opened timestamp with time zone DEFAULT now() NOT NULL,
    expires timestamp with time zone NOT NULL,
    id bigint NOT NULL,
    account bigint,
    used timestamp with time zone DEFAULT now() NOT NULL,
    via text DEFAULT 'link'::text NOT NULL,
    agent text DEFAULT ''::text NOT NULL
);

ALTER TABLE public.staff_sessions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.staff_sessions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.switches (
    id bigint NOT NULL,
    kind text NOT NULL,
    begins timestamp with time zone NOT NULL,
    ends timestamp with time zone,
    words text DEFAULT ''::text NOT NULL,
    programmes text[] DEFAULT '{}'::text[] NOT NULL,
    channels text[] DEFAULT '{}'::text[] NOT NULL,
    days integer DEFAULT 0 NOT NULL,
    push boolean DEFAULT false NOT NULL,
    made timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    made_name text NOT NULL,
    off timestamp with time zone,
    off_by text DEFAULT ''::text NOT NULL,
    off_name text DEFAULT ''::text NOT NULL,
    request text,
    CONSTRAINT switches_check CHECK ((ends > begins)),
    CONSTRAINT switches_check1 CHECK (((kind <> 'closed'::text) OR (ends IS NOT NULL))),
    CONSTRAINT switches_kind_check CHECK ((kind = ANY (ARRAY['closed'::text, 'notice'::text, 'silent'::text, 'busy'::text])))
);

ALTER TABLE public.switches ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.switches_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_classes (
    class bigint NOT NULL,
    status text NOT NULL,
    kind text NOT NULL,
    programme text NOT NULL,
    team text NOT NULL,
    channel text NOT NULL
);

CREATE TABLE public.ticket_events (
    id bigint NOT NULL,
    ticket text NOT NULL,
    at timestamp with time zone NOT NULL,
    who text DEFAULT ''::text NOT NULL,
    who_name text DEFAULT ''::text NOT NULL,
    what text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    before text DEFAULT ''::text NOT NULL,
    after text DEFAULT ''::text NOT NULL,
    delivery bigint DEFAULT 0 NOT NULL,
    message_id text DEFAULT ''::text NOT NULL
);

ALTER TABLE public.ticket_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_figures (
    ticket bigint NOT NULL,
    version integer NOT NULL,
    day date NOT NULL,
    opened timestamp with time zone NOT NULL,
    kind text NOT NULL,
    programme text NOT NULL,
    channel text NOT NULL,
    team text NOT NULL,
    status text NOT NULL,
    complaint boolean NOT NULL,
    spam boolean NOT NULL,
    countries text[] NOT NULL,
    topics text[] NOT NULL,
    company bigint,
    first boolean NOT NULL,
    due timestamp with time zone,
    replied timestamp with time zone,
    closed timestamp with time zone,
    grade smallint DEFAULT 0 NOT NULL,
    CONSTRAINT ticket_figures_grade_check CHECK (((grade >= 0) AND (grade <= 4)))
);

CREATE SEQUENCE public.ticket_numbers_h
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.ticket_numbers_k
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.ticket_numbers_q
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.ticket_numbers_s
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.ticket_presence (
    ticket bigint NOT NULL,
    account bigint NOT NULL,
    seen timestamp with time zone NOT NULL,
    wrote timestamp with time zone
);

CREATE TABLE public.ticket_reads (
    ticket bigint NOT NULL,
    account bigint NOT NULL,
    until timestamp with time zone NOT NULL
);

CREATE TABLE public.tickets (
    id bigint NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    programme text DEFAULT ''::text NOT NULL,
    status text NOT NULL,
    open boolean GENERATED ALWAYS AS ((status <> ALL (ARRAY['resolved'::text, 'cancelled'::text]))) STORED NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    urgent boolean DEFAULT false NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    form text DEFAULT ''::text NOT NULL,
    contact text NOT NULL,
    conversation bigint NOT NULL,
    channel text DEFAULT ''::text NOT NULL,
    thread text DEFAULT ''::text NOT NULL,
    team text DEFAULT ''::text NOT NULL,
    route_reason text DEFAULT ''::text NOT NULL,
    assignee text DEFAULT ''::text NOT NULL,
    assignee_name text DEFAULT ''::text NOT NULL,
    opened timestamp with time zone NOT NULL,
    due timestamp with time zone,
    snoozed timestamp with time zone,
    replied timestamp with time zone,
    closed timestamp with time zone,
    trace jsonb DEFAULT '{}'::jsonb NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    words text DEFAULT ''::text NOT NULL,
    pairs integer[] DEFAULT '{}'::integer[] NOT NULL,
    erased timestamp with time zone,
    check_hash bytea,
    check_tries integer DEFAULT 0 NOT NULL,
    check_since timestamp with time zone,
    touched timestamp with time zone DEFAULT now() NOT NULL,
    heard timestamp with time zone DEFAULT now() NOT NULL,
    class bigint GENERATED ALWAYS AS (hashtextextended(((((((((status || '
'::text) || kind) || '
'::text) || programme) || '
'::text) || team) || '
'::text) || split_part(contact, ':'::text, 1)), (0)::bigint)) STORED NOT NULL,
    period integer GENERATED ALWAYS AS (floor((date_part('epoch'::text, (opened AT TIME ZONE 'UTC'::text)) / (2592000)::double precision))) STORED NOT NULL,
    sent timestamp with time zone,
    alike bigint,
    CONSTRAINT tickets_kind_check CHECK ((kind = ANY (ARRAY['inquiry'::text, 'change'::text, 'consultation'::text, 'disclosure'::text]))),
    CONSTRAINT tickets_status_check CHECK ((status = ANY (ARRAY['received'::text, 'working'::text, 'waiting'::text, 'on_hold'::text, 'resolved'::text, 'cancelled'::text]))),
    CONSTRAINT tickets_version_check CHECK ((version > 0))
);

ALTER TABLE public.tickets ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tickets_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.unanswered (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    conversation bigint NOT NULL,
    event bigint NOT NULL,
    programme text DEFAULT ''::text NOT NULL,
    wording text NOT NULL,
    how text NOT NULL,
    ref text DEFAULT ''::text NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    ticket text DEFAULT ''::text NOT NULL,
    question bigint,
    CONSTRAINT unanswered_how_check CHECK ((how = ANY (ARRAY['handoff'::text, 'none'::text, 'unsolved'::text, 'chosen'::text, 'solved'::text])))
);

ALTER TABLE public.unanswered ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.unanswered_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.uploads (
    id text NOT NULL,
    number bigint NOT NULL,
    collection text NOT NULL,
    name text NOT NULL,
    title text NOT NULL,
    content bytea NOT NULL,
    who text NOT NULL,
    at timestamp with time zone NOT NULL,
    act text DEFAULT 'import'::text NOT NULL,
    document integer DEFAULT 0 NOT NULL,
    publication integer DEFAULT 0 NOT NULL,
    choice jsonb DEFAULT '{}'::jsonb NOT NULL,
    seen bytea,
    state text DEFAULT 'writing'::text NOT NULL,
    authors text[] DEFAULT '{}'::text[] NOT NULL,
    reviewer text DEFAULT ''::text NOT NULL,
    reviewer_id text DEFAULT ''::text NOT NULL,
    deadline text DEFAULT ''::text NOT NULL,
    asked timestamp with time zone,
    decided text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    due timestamp with time zone,
    CONSTRAINT uploads_act_check CHECK ((act = ANY (ARRAY['import'::text, 'back'::text]))),
    CONSTRAINT uploads_state_check CHECK ((state = ANY (ARRAY['writing'::text, 'asked'::text, 'returned'::text, 'approved'::text])))
);

ALTER TABLE public.uploads ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.uploads_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.web_sessions (
    hash bytea NOT NULL,
    id text NOT NULL,
    opened timestamp with time zone DEFAULT now() NOT NULL,
    expires timestamp with time zone NOT NULL,
    retired timestamp with time zone,
    subject bytea,
    replaced boolean DEFAULT false NOT NULL
);

CREATE TABLE public.webhook_messages (
    id bigint NOT NULL,
    message uuid DEFAULT gen_random_uuid() NOT NULL,
    webhook bigint NOT NULL,
    event text NOT NULL,
    at timestamp with time zone NOT NULL,
    data jsonb NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    status integer DEFAULT 0 NOT NULL,
    error text DEFAULT ''::text NOT NULL,
    due timestamp with time zone NOT NULL,
    settled timestamp with time zone,
    CONSTRAINT webhook_messages_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'dead'::text])))
);

ALTER TABLE public.webhook_messages ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_messages_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhooks (
    id bigint NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    secret text NOT NULL,
    old_secret text DEFAULT ''::text NOT NULL,
    old_good timestamp with time zone,
    made_by text NOT NULL,
    created timestamp with time zone NOT NULL,
    CONSTRAINT webhooks_name_check CHECK ((name <> ''::text))
);

ALTER TABLE public.webhooks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhooks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.absences
    ADD CONSTRAINT absences_pkey PRIMARY KEY (person);

ALTER TABLE ONLY public.account_ids
    ADD CONSTRAINT account_ids_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_subjects
    ADD CONSTRAINT account_subjects_pkey PRIMARY KEY (issuer, subject);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answered
    ADD CONSTRAINT answered_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_requests
    ADD CONSTRAINT api_requests_pkey PRIMARY KEY (application, key);

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.backups
    ADD CONSTRAINT backups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.bulk_replies
    ADD CONSTRAINT bulk_replies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.bulk_replies
    ADD CONSTRAINT bulk_replies_request_key UNIQUE (request);

ALTER TABLE ONLY public.bulk_reply_tickets
    ADD CONSTRAINT bulk_reply_tickets_event_key UNIQUE (event);

ALTER TABLE ONLY public.bulk_reply_tickets
    ADD CONSTRAINT bulk_reply_tickets_pkey PRIMARY KEY (bulk, ticket);

ALTER TABLE ONLY public.canned_replies
    ADD CONSTRAINT canned_replies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.canned_replies
    ADD CONSTRAINT canned_replies_programme_name_key UNIQUE (programme, name);

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_address_key UNIQUE (address);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.correction_receivers
    ADD CONSTRAINT correction_receivers_correction_conversation_key UNIQUE (correction, conversation);

ALTER TABLE ONLY public.correction_receivers
    ADD CONSTRAINT correction_receivers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.corrections
    ADD CONSTRAINT corrections_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.corrections
    ADD CONSTRAINT corrections_request_key UNIQUE (request);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.desk_opened
    ADD CONSTRAINT desk_opened_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.desk_views
    ADD CONSTRAINT desk_views_account_name_key UNIQUE (account, name);

ALTER TABLE ONLY public.desk_views
    ADD CONSTRAINT desk_views_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.disposal_orders
    ADD CONSTRAINT disposal_orders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.disposals
    ADD CONSTRAINT disposals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_collection_name_key UNIQUE (collection, name);

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (collection, number);

ALTER TABLE ONLY public.draft_links
    ADD CONSTRAINT draft_links_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.draft_links
    ADD CONSTRAINT draft_links_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_pkey PRIMARY KEY (collection, ordinal);

ALTER TABLE ONLY public.edited_promises
    ADD CONSTRAINT edited_promises_pkey PRIMARY KEY (edit, ticket);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (collection, ordinal);

ALTER TABLE ONLY public.entry_heirs
    ADD CONSTRAINT entry_heirs_pkey PRIMARY KEY (collection, ordinal);

ALTER TABLE ONLY public.entry_versions
    ADD CONSTRAINT entry_versions_pkey PRIMARY KEY (collection, ordinal, version);

ALTER TABLE ONLY public.entry_votes
    ADD CONSTRAINT entry_votes_pkey PRIMARY KEY (collection, ordinal, version, day);

ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_channel_event_id_key UNIQUE (channel, event_id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.faq_links
    ADD CONSTRAINT faq_links_pkey PRIMARY KEY (address);

ALTER TABLE ONLY public.faq_revision
    ADD CONSTRAINT faq_revision_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.figures_key
    ADD CONSTRAINT figures_key_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_conversation_file_id_key UNIQUE (conversation, file_id);

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.finding_ticks
    ADD CONSTRAINT finding_ticks_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.holds
    ADD CONSTRAINT holds_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_request_key UNIQUE (request);

ALTER TABLE ONLY public.lanes
    ADD CONSTRAINT lanes_pkey PRIMARY KEY (lane);

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_id_key UNIQUE (id);

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_pkey PRIMARY KEY (contact, linked);

ALTER TABLE ONLY public.mail_files
    ADD CONSTRAINT mail_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mail_key
    ADD CONSTRAINT mail_key_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.mailboxes
    ADD CONSTRAINT mailboxes_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (conversation, seq);

ALTER TABLE ONLY public.model_calls
    ADD CONSTRAINT model_calls_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.moved_promises
    ADD CONSTRAINT moved_promises_pkey PRIMARY KEY (switch, ticket);

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.office_edits
    ADD CONSTRAINT office_edits_part_version_key UNIQUE (part, version);

ALTER TABLE ONLY public.office_edits
    ADD CONSTRAINT office_edits_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.office_edits
    ADD CONSTRAINT office_edits_request_key UNIQUE (request);

ALTER TABLE ONLY public.originals
    ADD CONSTRAINT originals_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY public.place
    ADD CONSTRAINT place_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.processes
    ADD CONSTRAINT processes_pkey PRIMARY KEY (epoch);

ALTER TABLE ONLY public.publications
    ADD CONSTRAINT publications_pkey PRIMARY KEY (collection, document, number);

ALTER TABLE ONLY public.question_days
    ADD CONSTRAINT question_days_pkey PRIMARY KEY (day, programme, channel, what, ref);

ALTER TABLE ONLY public.question_progress
    ADD CONSTRAINT question_progress_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quotas
    ADD CONSTRAINT quotas_pkey PRIMARY KEY (month, channel, account);

ALTER TABLE ONLY public.reply_tokens
    ADD CONSTRAINT reply_tokens_pkey PRIMARY KEY (lane, token);

ALTER TABLE ONLY public.report_comments
    ADD CONSTRAINT report_comments_pkey PRIMARY KEY (year, programme);

ALTER TABLE ONLY public.said
    ADD CONSTRAINT said_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.said_until
    ADD CONSTRAINT said_until_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.site_words
    ADD CONSTRAINT site_words_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.staff_logins
    ADD CONSTRAINT staff_logins_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.staff_sessions
    ADD CONSTRAINT staff_sessions_id_key UNIQUE (id);

ALTER TABLE ONLY public.staff_sessions
    ADD CONSTRAINT staff_sessions_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.switches
    ADD CONSTRAINT switches_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.switches
    ADD CONSTRAINT switches_request_key UNIQUE (request);

ALTER TABLE ONLY public.ticket_classes
    ADD CONSTRAINT ticket_classes_pkey PRIMARY KEY (class);

ALTER TABLE ONLY public.ticket_events
    ADD CONSTRAINT ticket_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ticket_figures
    ADD CONSTRAINT ticket_figures_pkey PRIMARY KEY (ticket);

ALTER TABLE ONLY public.ticket_presence
    ADD CONSTRAINT ticket_presence_pkey PRIMARY KEY (ticket, account);

ALTER TABLE ONLY public.ticket_reads
    ADD CONSTRAINT ticket_reads_pkey PRIMARY KEY (ticket, account);

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT tickets_number_key UNIQUE (number);

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT tickets_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.unanswered
    ADD CONSTRAINT unanswered_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.web_sessions
    ADD CONSTRAINT web_sessions_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.webhook_messages
    ADD CONSTRAINT webhook_messages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_secret_key UNIQUE (secret);

CREATE INDEX account_ids_account ON public.account_ids USING btree (account);

CREATE UNIQUE INDEX accounts_mail ON public.accounts USING btree (lower(mail)) WHERE ((ends IS NULL) AND (mail <> ''::text));

CREATE UNIQUE INDEX accounts_name ON public.accounts USING btree (name) WHERE (ends IS NULL);

CREATE UNIQUE INDEX accounts_slack ON public.accounts USING btree (slack) WHERE (slack <> ''::text);

CREATE INDEX answered_at ON public.answered USING brin (at) WITH (pages_per_range='16');

CREATE INDEX answered_event ON public.answered USING brin (event) WITH (pages_per_range='16');

CREATE INDEX answered_given ON public.answered USING btree (ref, version) WHERE (verdict = ANY (ARRAY['answer'::text, 'chosen'::text, 'feedback'::text, 'sent'::text]));

CREATE INDEX answered_helped ON public.answered USING btree (at) WHERE (useful = 'yes'::text);

CREATE INDEX answered_uncounted ON public.answered USING btree (id) WHERE (counted = 0);

CREATE INDEX answered_unended ON public.answered USING btree (id) WHERE (counted = 1);

CREATE INDEX api_requests_began ON public.api_requests USING btree (began);

CREATE INDEX api_requests_event ON public.api_requests USING btree (event) WHERE (event <> ''::text);

CREATE INDEX audit_act ON public.audit USING btree (act, id);

CREATE INDEX audit_actor ON public.audit USING btree (actor, id);

CREATE INDEX audit_at ON public.audit USING brin (at);

CREATE INDEX audit_faq ON public.audit USING btree (request) WHERE ((act = ANY (ARRAY['faq.drafted'::text, 'faq.published'::text])) AND (request <> ''::text));

CREATE INDEX audit_object ON public.audit USING btree (object, id);

CREATE INDEX audit_request ON public.audit USING btree (request) WHERE (act = 'ticket.opened'::text);

CREATE INDEX backups_act ON public.backups USING btree (act, id);

CREATE INDEX correction_receivers_open ON public.correction_receivers USING btree (conversation) WHERE (state = ANY (ARRAY['due'::text, 'owed'::text]));

CREATE INDEX corrections_ref ON public.corrections USING btree (ref, id);

CREATE INDEX deliveries_failed ON public.deliveries USING btree (id DESC) WHERE failed;

CREATE INDEX deliveries_ticket ON public.deliveries USING btree (ticket, id) WHERE (ticket <> ''::text);

CREATE INDEX deliveries_waiting ON public.deliveries USING btree (lane, id) WHERE (settled IS NULL);

CREATE INDEX disposal_orders_open ON public.disposal_orders USING btree (id) WHERE (done IS NULL);

CREATE INDEX disposals_at ON public.disposals USING btree (at);

CREATE INDEX draft_links_at ON public.draft_links USING btree (at);

CREATE INDEX draft_links_entry ON public.draft_links USING btree (collection, ordinal);

CREATE INDEX drafts_due ON public.drafts USING btree (due) WHERE (due IS NOT NULL);

CREATE INDEX edited_promises_moved ON public.edited_promises USING btree (was) WHERE (restored IS NULL);

CREATE INDEX edited_promises_ticket ON public.edited_promises USING btree (ticket);

CREATE UNIQUE INDEX files_shared ON public.files USING btree (file_id) WHERE (shared_until IS NOT NULL);

CREATE INDEX files_wanted ON public.files USING btree (due) WHERE (state = 'wanted'::text);

CREATE UNIQUE INDEX holds_now ON public.holds USING btree (what, object) WHERE (lifted IS NULL);

CREATE INDEX inbox_dead ON public.inbox USING btree (seq) WHERE dead;

CREATE INDEX inbox_waiting ON public.inbox USING btree (lane, at, seq) WHERE (NOT dead);

CREATE UNIQUE INDEX incidents_delivery ON public.incidents USING btree (delivery) WHERE (delivery > 0);

CREATE INDEX lanes_due ON public.lanes USING btree (channel, due) WHERE (head IS NOT NULL);

CREATE INDEX mail_files_at ON public.mail_files USING btree (at);

CREATE INDEX messages_at ON public.messages USING brin (at) WITH (pages_per_range='16');

CREATE INDEX messages_platform ON public.messages USING btree (conversation, message_id) WHERE (message_id <> ''::text);

CREATE INDEX model_calls_asked ON public.model_calls USING btree (asked);

CREATE INDEX model_calls_contact ON public.model_calls USING btree (conversation) WHERE (conversation <> 0);

CREATE UNIQUE INDEX model_calls_once ON public.model_calls USING btree (event, key) WHERE (event <> 0);

CREATE INDEX moved_promises_ticket ON public.moved_promises USING btree (ticket);

CREATE INDEX office_edits_unmoved ON public.office_edits USING btree (id) WHERE (moved IS NULL);

CREATE INDEX processes_running ON public.processes USING btree (epoch) WHERE (ended IS NULL);

CREATE INDEX questions_first ON public.questions USING btree (first);

CREATE INDEX questions_latest ON public.questions USING btree (state, last_at DESC, id);

CREATE INDEX questions_most ON public.questions USING btree (state, asked DESC, id);

CREATE INDEX questions_programme ON public.questions USING btree (state, programme, asked DESC, id);

CREATE INDEX questions_programme_latest ON public.questions USING btree (state, programme, last_at DESC, id);

CREATE INDEX questions_proposed ON public.questions USING btree (id) WHERE ((proposed <> ''::text) AND (state = 'open'::text));

CREATE INDEX questions_unread ON public.questions USING btree (id) WHERE (terms IS NULL);

CREATE INDEX reply_tokens_until ON public.reply_tokens USING btree (until);

CREATE UNIQUE INDEX said_entry ON public.said USING btree (entry) WHERE (entry > 0);

CREATE INDEX said_grams ON public.said USING gin (grams) WITH (fastupdate='on', gin_pending_list_limit='512');

CREATE UNIQUE INDEX said_line ON public.said USING btree (conversation, line) WHERE (line > 0);

CREATE UNIQUE INDEX said_ticket ON public.said USING btree (ticket) WHERE (source = 'ticket'::text);

CREATE INDEX site_words_expires ON public.site_words USING btree (expires);

CREATE INDEX staff_sessions_account ON public.staff_sessions USING btree (account);

CREATE INDEX switches_on ON public.switches USING btree (id) WHERE (off IS NULL);

CREATE INDEX ticket_events_ticket ON public.ticket_events USING btree (ticket, id);

CREATE INDEX ticket_figures_company ON public.ticket_figures USING btree (company, opened, ticket) WHERE (company IS NOT NULL);

CREATE INDEX ticket_figures_day ON public.ticket_figures USING btree (day);

CREATE INDEX ticket_presence_account ON public.ticket_presence USING btree (account);

CREATE INDEX tickets_alike ON public.tickets USING btree (alike, id) WHERE (open AND (alike > 0));

CREATE INDEX tickets_assignee ON public.tickets USING btree (assignee, id DESC) WHERE open;

CREATE INDEX tickets_class_closed ON public.tickets USING btree (class, closed DESC, id DESC) INCLUDE (opened) WHERE (NOT open);

CREATE INDEX tickets_class_due ON public.tickets USING btree (class, due, id) INCLUDE (opened);

CREATE INDEX tickets_class_heard ON public.tickets USING btree (class, urgent DESC, heard DESC, id DESC) INCLUDE (opened);

CREATE INDEX tickets_class_opened ON public.tickets USING btree (class, opened DESC, id DESC) INCLUDE (urgent, heard, touched, due, closed);

CREATE INDEX tickets_class_touched ON public.tickets USING btree (class, touched DESC, id DESC) INCLUDE (opened);

CREATE INDEX tickets_closed ON public.tickets USING btree (closed) WHERE ((NOT open) AND ((erased IS NULL) OR (erased < closed)));

CREATE INDEX tickets_contact ON public.tickets USING btree (contact, id DESC);

CREATE INDEX tickets_conversation ON public.tickets USING btree (conversation, opened);

CREATE INDEX tickets_due ON public.tickets USING btree (due, id);

CREATE INDEX tickets_heard ON public.tickets USING btree (urgent DESC, heard DESC, id DESC);

CREATE INDEX tickets_open ON public.tickets USING btree (id DESC) WHERE open;

CREATE INDEX tickets_opened ON public.tickets USING btree (opened DESC, id DESC) INCLUDE (open);

CREATE INDEX tickets_overdue ON public.tickets USING btree (due) WHERE (open AND (due IS NOT NULL));

CREATE INDEX tickets_pairs ON public.tickets USING gin (pairs) WITH (fastupdate=off);

CREATE INDEX tickets_period_closed ON public.tickets USING btree (period, closed DESC, id DESC) INCLUDE (opened, open) WHERE (NOT open);

CREATE INDEX tickets_period_due ON public.tickets USING btree (period, due, id) INCLUDE (opened, open);

CREATE INDEX tickets_period_heard ON public.tickets USING btree (period, urgent DESC, heard DESC, id DESC) INCLUDE (opened, open);

CREATE INDEX tickets_period_touched ON public.tickets USING btree (period, touched DESC, id DESC) INCLUDE (opened, open);

CREATE INDEX tickets_person_closed ON public.tickets USING btree (assignee, closed DESC, id DESC) INCLUDE (class, opened, open) WHERE (NOT open);

CREATE INDEX tickets_person_due ON public.tickets USING btree (assignee, due, id) INCLUDE (class, opened, open);

CREATE INDEX tickets_person_heard ON public.tickets USING btree (assignee, urgent DESC, heard DESC, id DESC) INCLUDE (class, opened, open);

CREATE INDEX tickets_person_opened ON public.tickets USING btree (assignee, opened DESC, id DESC) INCLUDE (class, open, urgent, heard, touched, due, closed);

CREATE INDEX tickets_person_touched ON public.tickets USING btree (assignee, touched DESC, id DESC) INCLUDE (class, opened, open);

CREATE INDEX tickets_snoozed ON public.tickets USING btree (snoozed) WHERE (status = 'on_hold'::text);

CREATE INDEX tickets_tab_closed ON public.tickets USING btree (closed DESC, id DESC) WHERE (NOT open);

CREATE INDEX tickets_tab_mine ON public.tickets USING btree (assignee, urgent DESC, heard DESC, id DESC) INCLUDE (class, opened, touched, due) WHERE open;

CREATE INDEX tickets_tab_new ON public.tickets USING btree (urgent DESC, heard DESC, id DESC) INCLUDE (class, assignee, opened, touched, due) WHERE ((assignee = ''::text) AND (status = ANY (ARRAY['received'::text, 'working'::text])));

CREATE INDEX tickets_tab_running ON public.tickets USING btree (due, id) INCLUDE (class, assignee, opened, urgent, heard, touched) WHERE ((replied IS NULL) AND (due IS NOT NULL) AND (status = ANY (ARRAY['received'::text, 'working'::text])));

CREATE INDEX tickets_tab_status ON public.tickets USING btree (status, urgent DESC, heard DESC, id DESC) INCLUDE (opened) WHERE open;

CREATE INDEX tickets_tags ON public.tickets USING gin (tags) WITH (fastupdate=off);

CREATE INDEX tickets_team ON public.tickets USING btree (team, id DESC) WHERE open;

CREATE INDEX tickets_thread ON public.tickets USING btree (thread, channel) WHERE (thread <> ''::text);

CREATE INDEX tickets_touched ON public.tickets USING btree (touched DESC, id DESC);

CREATE INDEX tickets_unlike ON public.tickets USING btree (id) WHERE (open AND (alike IS NULL));

CREATE INDEX unanswered_asker ON public.unanswered USING btree (conversation, id) WHERE (conversation <> 0);

CREATE INDEX unanswered_at ON public.unanswered USING brin (at) WITH (pages_per_range='16');

CREATE INDEX unanswered_event ON public.unanswered USING brin (event) WITH (pages_per_range='16');

CREATE INDEX unanswered_question ON public.unanswered USING btree (question, id);

CREATE INDEX unanswered_ticket ON public.unanswered USING btree (ticket) WHERE (ticket <> ''::text);

CREATE INDEX unanswered_waiting ON public.unanswered USING btree (id) WHERE (question IS NULL);

CREATE INDEX uploads_at ON public.uploads USING btree (at);

CREATE INDEX uploads_due ON public.uploads USING btree (due) WHERE (due IS NOT NULL);

CREATE INDEX web_sessions_expires ON public.web_sessions USING btree (expires);

CREATE INDEX web_sessions_id ON public.web_sessions USING btree (id);

CREATE INDEX webhook_messages_dead ON public.webhook_messages USING btree (webhook, id) WHERE (state = 'dead'::text);

CREATE INDEX webhook_messages_due ON public.webhook_messages USING btree (due) WHERE (state = 'pending'::text);

CREATE INDEX webhook_messages_settled ON public.webhook_messages USING btree (settled) WHERE (settled IS NOT NULL);

CREATE INDEX webhook_messages_turn ON public.webhook_messages USING btree (webhook, due) WHERE (state = 'pending'::text);

CREATE STATISTICS public.tickets_open (mcv) ON status, open FROM public.tickets;

CREATE TRIGGER audit_stay BEFORE DELETE OR UPDATE ON public.audit FOR EACH ROW EXECUTE FUNCTION public.refuse_audit_change();

CREATE TRIGGER audit_stay_all BEFORE TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_audit_change();

CREATE TRIGGER disposals_stay BEFORE DELETE OR UPDATE ON public.disposals FOR EACH ROW EXECUTE FUNCTION public.refuse_disposal_change();

CREATE TRIGGER disposals_stay_all BEFORE TRUNCATE ON public.disposals FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_disposal_change();

CREATE TRIGGER messages_said AFTER DELETE OR UPDATE OF body ON public.messages FOR EACH ROW EXECUTE FUNCTION public.forget_said();

CREATE TRIGGER ticket_events_said AFTER DELETE OR UPDATE OF text ON public.ticket_events FOR EACH ROW EXECUTE FUNCTION public.forget_said();

CREATE TRIGGER ticket_events_stay BEFORE DELETE OR UPDATE ON public.ticket_events FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER ticket_events_stay_all BEFORE TRUNCATE ON public.ticket_events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER tickets_class AFTER UPDATE OF status, kind, programme, team, contact ON public.tickets FOR EACH ROW EXECUTE FUNCTION public.note_class();

CREATE TRIGGER tickets_class_made AFTER INSERT ON public.tickets FOR EACH ROW EXECUTE FUNCTION public.note_class();

CREATE TRIGGER tickets_figures AFTER UPDATE OF kind, programme, status, team, tags, fields, due, replied, closed, erased ON public.tickets FOR EACH ROW EXECUTE FUNCTION public.note_figures();

CREATE TRIGGER tickets_figures_made AFTER INSERT ON public.tickets FOR EACH ROW EXECUTE FUNCTION public.note_figures();

CREATE TRIGGER tickets_held BEFORE UPDATE OF erased ON public.tickets FOR EACH ROW WHEN ((new.erased IS DISTINCT FROM old.erased)) EXECUTE FUNCTION public.refuse_held();

CREATE TRIGGER tickets_said AFTER UPDATE OF words ON public.tickets FOR EACH ROW WHEN (((new.words = ''::text) OR (new.erased IS DISTINCT FROM old.erased))) EXECUTE FUNCTION public.forget_said();

CREATE TRIGGER unanswered_erased AFTER DELETE ON public.unanswered REFERENCING OLD TABLE AS erased FOR EACH STATEMENT EXECUTE FUNCTION public.mend_questions();

ALTER TABLE ONLY public.account_ids
    ADD CONSTRAINT account_ids_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.account_subjects
    ADD CONSTRAINT account_subjects_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.api_requests
    ADD CONSTRAINT api_requests_application_fkey FOREIGN KEY (application) REFERENCES public.applications(id);

ALTER TABLE ONLY public.bulk_reply_tickets
    ADD CONSTRAINT bulk_reply_tickets_bulk_fkey FOREIGN KEY (bulk) REFERENCES public.bulk_replies(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.correction_receivers
    ADD CONSTRAINT correction_receivers_correction_fkey FOREIGN KEY (correction) REFERENCES public.corrections(id);

ALTER TABLE ONLY public.desk_views
    ADD CONSTRAINT desk_views_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_collection_fkey FOREIGN KEY (collection) REFERENCES public.collections(id);

ALTER TABLE ONLY public.edited_promises
    ADD CONSTRAINT edited_promises_edit_fkey FOREIGN KEY (edit) REFERENCES public.office_edits(id);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_collection_fkey FOREIGN KEY (collection) REFERENCES public.collections(id);

ALTER TABLE ONLY public.entry_heirs
    ADD CONSTRAINT entry_heirs_collection_ordinal_fkey FOREIGN KEY (collection, ordinal) REFERENCES public.entries(collection, ordinal);

ALTER TABLE ONLY public.entry_heirs
    ADD CONSTRAINT entry_heirs_heir_collection_heir_ordinal_fkey FOREIGN KEY (heir_collection, heir_ordinal) REFERENCES public.entries(collection, ordinal);

ALTER TABLE ONLY public.entry_versions
    ADD CONSTRAINT entry_versions_collection_ordinal_fkey FOREIGN KEY (collection, ordinal) REFERENCES public.entries(collection, ordinal);

ALTER TABLE ONLY public.entry_votes
    ADD CONSTRAINT entry_votes_collection_ordinal_fkey FOREIGN KEY (collection, ordinal) REFERENCES public.entries(collection, ordinal);

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_conversation_fkey FOREIGN KEY (conversation) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.moved_promises
    ADD CONSTRAINT moved_promises_switch_fkey FOREIGN KEY (switch) REFERENCES public.switches(id);

ALTER TABLE ONLY public.publications
    ADD CONSTRAINT publications_collection_fkey FOREIGN KEY (collection) REFERENCES public.collections(id);

ALTER TABLE ONLY public.staff_logins
    ADD CONSTRAINT staff_logins_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.staff_sessions
    ADD CONSTRAINT staff_sessions_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.ticket_events
    ADD CONSTRAINT ticket_events_ticket_fkey FOREIGN KEY (ticket) REFERENCES public.tickets(number);

ALTER TABLE ONLY public.ticket_presence
    ADD CONSTRAINT ticket_presence_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.ticket_presence
    ADD CONSTRAINT ticket_presence_ticket_fkey FOREIGN KEY (ticket) REFERENCES public.tickets(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.ticket_reads
    ADD CONSTRAINT ticket_reads_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.ticket_reads
    ADD CONSTRAINT ticket_reads_ticket_fkey FOREIGN KEY (ticket) REFERENCES public.tickets(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT tickets_conversation_fkey FOREIGN KEY (conversation) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.webhook_messages
    ADD CONSTRAINT webhook_messages_webhook_fkey FOREIGN KEY (webhook) REFERENCES public.webhooks(id) ON DELETE CASCADE;

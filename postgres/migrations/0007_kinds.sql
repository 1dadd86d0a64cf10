-- The kind of answer that a person of the office has confirmed, over what the importer proposed.
-- It stays with the entry when its document is imported again.
ALTER TABLE entries
    ADD COLUMN kind    text NOT NULL DEFAULT '' CHECK (kind IN ('', 'answer', 'self_service', 'redirect_external', 'policy_decline', 'form', 'pointer')),
    ADD COLUMN kind_by text NOT NULL DEFAULT '';

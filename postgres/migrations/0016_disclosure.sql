-- oldest: 10
-- A member's own right to their data (開示・訂正・利用停止・消去) is a kind of ticket, K-.
ALTER TABLE tickets DROP CONSTRAINT tickets_kind_check;
ALTER TABLE tickets ADD CONSTRAINT tickets_kind_check CHECK (kind IN ('inquiry', 'change', 'consultation', 'disclosure'));
CREATE SEQUENCE ticket_numbers_k;

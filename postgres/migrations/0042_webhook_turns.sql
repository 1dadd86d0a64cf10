-- oldest: 19
-- Each hook has its own queue, of which a few are taken at a time: one that is slow, with thousands of messages that
-- are due, keeps none of the others waiting.
CREATE INDEX webhook_messages_turn ON webhook_messages (webhook, due) WHERE state = 'pending';

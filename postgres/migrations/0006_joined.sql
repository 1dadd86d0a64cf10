-- Replies of the staff that follow one another within seconds go out as one push, which costs one
-- unit. Each keeps its row, and with it its state in the eyes of the staff.
ALTER TABLE deliveries ADD COLUMN joined bigint; -- the id of the earlier delivery it goes out with

-- Whether all that a delivery says are a person's plain words.
CREATE FUNCTION plain_reply(messages jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT EXISTS (SELECT FROM jsonb_array_elements(messages) AS m
                       WHERE  m ->> 'author' IS DISTINCT FROM 'staff' OR m ? 'choices' OR m ? 'answer' OR m ? 'status')
$$;

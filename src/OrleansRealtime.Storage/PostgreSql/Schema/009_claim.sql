-- Reads a grain's state and makes it the reader's: the version goes up, so that a commit of whoever held the grain before is refused, and one
-- that is on its way is waited for and seen. Always, not only when somebody else had it: nobody knows who did. The payload is not touched, so
-- neither are the rows (004).
-- In plpgsql: a plain statement that found the row changed while it waited would, by its one snapshot, not find it at all in what it joins.
-- A version that can go no further stays, so that the state can still be read.
-- A state that is not there is not claimed: the first of two first writes wins by the primary key.
CREATE OR REPLACE FUNCTION grain_claim(service text, state text, key text)
RETURNS TABLE (PayloadBinary bytea, Version integer) LANGUAGE plpgsql AS
$$
BEGIN
    RETURN QUERY
        UPDATE GrainState AS g
        SET Version = LEAST(g.Version, 2147483646) + 1
        WHERE g.ServiceId = service AND g.StateName = state AND g.GrainKey = key
        RETURNING convert_to(g.Payload, 'UTF8'), g.Version;
END
$$;

-- The rows of a commit, when there are any, are the first line of its payload: {"rows":[…] and then, on the next line, ,"state":…}. No row has a line
-- end of its own, so the first line is all that is parsed, however large the state is. A node of an earlier build sends the rows behind the state;
-- then the whole payload is parsed, as it was until now.
CREATE OR REPLACE FUNCTION grain_state_rows() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    source text := CASE
        WHEN starts_with(NEW.Payload, '{"rows":[') THEN split_part(NEW.Payload, E'\n', 1) || '}'
        ELSE NEW.Payload
    END;
    sent record;
BEGIN
    FOR sent IN
        SELECT
            json_text_of(r ->> 'collection') AS collection, json_text_of(r ->> 'id') AS id,
            CASE WHEN json_typeof(r -> 'value') <> 'null' THEN json_escapes_shown((r -> 'value')::text) END AS value,
            (r ->> 'dueAt')::bigint AS dueAt
        FROM json_array_elements(json_escapes_hidden(source)::json -> 'rows') AS r
    LOOP
        IF sent.value IS NULL THEN
            DELETE FROM GrainRow
            WHERE ServiceId = NEW.ServiceId AND StateName = NEW.StateName AND GrainKey = NEW.GrainKey
                AND Collection = sent.collection AND Id = sent.id;
        ELSE
            INSERT INTO GrainRow (ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt)
            VALUES (NEW.ServiceId, NEW.StateName, NEW.GrainKey, sent.collection, sent.id, sent.value, sent.dueAt)
            ON CONFLICT (ServiceId, StateName, GrainKey, Collection, Id) DO UPDATE SET Value = excluded.Value, DueAt = excluded.DueAt;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- A payload begins with the rows of its commit, when there are any, and they end with its line: {"rows":[…] and, on the next line, ,"state":…}.
-- Nothing else of a payload has line ends before that one, so what is parsed is the rows and not the state behind them. A node of an earlier build
-- puts the rows behind the state, on one line, and all of that is parsed.
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

-- The first thing that no grain could read: an edit by hand, or damage that left the pages' structure whole.
SELECT *
FROM
(
    SELECT 'the state of ' || StateName || ' ' || GrainKey || ' is no JSON'
    FROM GrainState
    WHERE Payload IS NOT NULL AND NOT json_valid(Payload)
    UNION ALL
    SELECT 'the row ' || Id || ' in ' || Collection || ' of ' || StateName || ' ' || GrainKey || ' is no JSON'
    FROM GrainRow
    WHERE NOT json_valid(Value)
)
LIMIT 1;

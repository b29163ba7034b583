INSERT INTO OrleansQuery (QueryKey, QueryText)
VALUES ('ReadFromStorageKey', @Read), ('WriteToStorageKey', @Write), ('ClearStorageKey', @Clear)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText WHERE OrleansQuery.QueryText <> excluded.QueryText;

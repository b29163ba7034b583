INSERT INTO OrleansQuery (QueryKey, QueryText)
VALUES (@Key, @Text)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText WHERE OrleansQuery.QueryText <> excluded.QueryText;

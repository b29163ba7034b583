INSERT INTO GrainRow (ServiceId, StateName, GrainKey, Collection, Id, Value, DueAt)
VALUES (@ServiceId, @StateName, @GrainKey, @Collection, @Id, @Value, @DueAt)
ON CONFLICT (ServiceId, StateName, GrainKey, Collection, Id) DO UPDATE SET Value = excluded.Value, DueAt = excluded.DueAt;

DELETE FROM GrainRow
WHERE ServiceId = @ServiceId AND StateName = @StateName AND GrainKey = @GrainKey AND Collection = @Collection AND Id = @Id;

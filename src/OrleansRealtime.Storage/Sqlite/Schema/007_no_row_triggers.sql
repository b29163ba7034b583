-- A commit's rows are statements of their own now, in the transaction of its state (Statements/row_write.sql). What took them out of the payload
-- would only look for them in vain.
DROP TRIGGER IF EXISTS GrainState_Inserted;
DROP TRIGGER IF EXISTS GrainState_Updated;

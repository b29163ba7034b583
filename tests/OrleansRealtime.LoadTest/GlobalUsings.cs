// The Orleans SDK brings these with its package; here they stand for both engines.
global using Orleans;
global using Orleans.Runtime;

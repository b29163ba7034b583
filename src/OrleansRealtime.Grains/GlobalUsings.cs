global using Microsoft.Extensions.Logging;
global using Orleans.Concurrency;
global using OrleansRealtime.Storage;
global using OrleansRealtime.Storage.GrainState;

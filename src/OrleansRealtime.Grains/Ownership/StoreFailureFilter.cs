using System.Data.Common;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Grains.Ownership;

/// <summary>At a grain's edge: a driver's exceptions have no codec, and a caller in another process would learn only that something could not be
/// serialised. The whole of it is in this silo's log, where whoever failed has written it.</summary>
internal sealed class StoreFailureFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception e) when (context.TargetContext?.GrainInstance is IOwnedGrain && StoreFailureIn(e) is { } failure)
        {
            var readable = StoreUnavailableException.Of(failure);
            throw e is CommitFailedException ? new CommitFailedException(readable) : readable;
        }
    }

    private static Exception? StoreFailureIn(Exception? exception)
    {
        while (exception is not null and not DbException and not StorageStartException) exception = exception.InnerException;
        return exception;
    }
}

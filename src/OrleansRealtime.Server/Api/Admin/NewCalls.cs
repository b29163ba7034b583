using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary>Calls of grains that the version before did not have: while nodes of both run, a grain may be on one that cannot read the call.</summary>
internal static class NewCalls
{
    /// <summary>A grain of a class that the version before did not have.</summary>
    /// <exception cref="ProblemException">unavailable: no silo has the class. One will, when the first has been brought to this version.</exception>
    public static T GetNewGrain<T>(this IGrainFactory grains, string key)
        where T : IGrainWithStringKey
    {
        try
        {
            return grains.GetGrain<T>(key);
        }
        // What Orleans throws in a process that is no silo, when none that it knows of has a class for the interface.
        catch (ArgumentException e)
        {
            throw new ProblemException(ProblemCodes.Unavailable, "No silo is of this version yet.", inner: e);
        }
    }

    /// <exception cref="ProblemException">unavailable: the grain's node does not know the call. It will be on another.</exception>
    public static async Task<T> OrUnavailableAsync<T>(this Task<T> call)
    {
        try
        {
            return await call;
        }
        // What Orleans answers where it cannot find what the call's alias stands for.
        catch (TypeLoadException e)
        {
            throw new ProblemException(ProblemCodes.Unavailable, "A node of an earlier version does not know this call.", inner: e);
        }
    }
}

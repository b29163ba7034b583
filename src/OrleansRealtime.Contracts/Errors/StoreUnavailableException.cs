namespace OrleansRealtime.Contracts.Errors;

/// <summary>The database failed where a grain needed it. Stands for the driver's own exception, which other processes cannot read.</summary>
/// <param name="failure">The driver's type and message.</param>
[GenerateSerializer, Alias("store-unavailable")]
public sealed class StoreUnavailableException(string failure) : OrleansException(failure)
{
    public static StoreUnavailableException Of(Exception failure) => new($"{failure.GetType().Name}: {failure.Message}");
}

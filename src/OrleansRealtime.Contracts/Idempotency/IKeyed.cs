namespace OrleansRealtime.Contracts.Idempotency;

/// <summary>What may have an idempotency key.</summary>
public interface IKeyed
{
    IdempotencyKey? Key { get; }
}

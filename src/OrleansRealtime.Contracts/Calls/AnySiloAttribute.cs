using Orleans.CodeGeneration;

namespace OrleansRealtime.Contracts.Calls;

/// <summary>
/// The call leaves an Orleans client by all silos in turn. Without this, all calls of one grain leave by the same silo, wherever the grain is, and
/// a silo that is frozen keeps what others would answer. Calls that follow one another without waiting may change places on their way.
/// </summary>
[InvokableCustomInitializer(nameof(IRequest.AddInvokeMethodOptions), InvokeMethodOptions.Unordered)]
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnySiloAttribute : Attribute;

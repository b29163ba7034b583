namespace OrleansRealtime.Contracts.Errors;

/// <summary>The silo that was asked cannot show that it is still one of the cluster; what was asked of it may have been done all the same. Another
/// silo answers, or this one again, within seconds.</summary>
[GenerateSerializer, Alias("not-standing")]
public sealed class NotStandingException() : OrleansException("This silo cannot show that it is still one of the cluster.");

namespace ErrorBudget.Acceptance.Metrics;

/// <summary>Tests that share one app and the Prometheus that scrapes it.</summary>
[CollectionDefinition(Name)]
public sealed class ScrapedCollection : ICollectionFixture<ScrapedWorld>
{
    public const string Name = "scraped";
}

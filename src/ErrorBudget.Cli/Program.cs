using ErrorBudget.Cli;

return await CommandLine.RunAsync(args, Terminal.OfThisProcess());

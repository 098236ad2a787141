// Checks queries with Kusto's own parser and binder. Reads {"tables": {"Name": "(Column: type, …)"}, "queries": {"title": "KQL"}} from
// standard input and prints {"title": ["message", …]} with all that is wrong; {} if nothing is.
const fs = require("fs");
const vm = require("vm");
const path = require("path");

const folder = path.join(__dirname, "node_modules", "@kusto", "language-service-next");
const log = console.log;
console.log = () => {}; // The libraries greet.
for (const file of ["bridge.min.js", "Kusto.Language.Bridge.min.js"]) vm.runInThisContext(fs.readFileSync(path.join(folder, file), "utf8"), file);

const input = JSON.parse(fs.readFileSync(0, "utf8"));
const symbols = Kusto.Language.Symbols;
const tables = Object.entries(input.tables).map(([name, columns]) => symbols.TableSymbol.From(columns).WithName(name));
const database = new symbols.DatabaseSymbol.$ctor1("workspace", tables);
const globals = Kusto.Language.GlobalState.Default.WithDatabase(database);

const found = {};
for (const [title, query] of Object.entries(input.queries)) {
  const diagnostics = Kusto.Language.KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  const messages = [];
  for (let i = 0; i < diagnostics.Count; i++) messages.push(`${diagnostics.getItem(i).Severity}: ${diagnostics.getItem(i).Message}`);
  if (messages.length > 0) found[title] = messages;
}
log(JSON.stringify(found));

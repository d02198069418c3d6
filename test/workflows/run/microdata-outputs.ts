/** A scenario of the test project, and what it asks of single agents, respondents and ties. @param more columns of respondents */
export const SCENARIO = 'scenarios/plain.yaml';
export const outputsWith = (more: readonly string[]) => `
outputs:
  agents:
    columns: [trade, where, courage, away]
    dates: [2001-01-14, 2001-04-29]
    where: away
  respondents:
    columns:
      trade: trade
      courage: courage
${more.map(line => `      ${line}\n`).join('')}  ties:
    columns: [trade]
`;

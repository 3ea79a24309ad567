// What a page needs of the SDK, as npm has it: bundled into `aws-sdk.js` for the site's example.
export * from "@aws-sdk/client-dynamodb";

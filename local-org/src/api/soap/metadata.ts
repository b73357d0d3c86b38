/** The Metadata API over SOAP: describe, list, read, retrieve, deploy. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Caller } from '../../engine/messages.ts';
import { xml } from '../http.ts';
import type { Handler, RequestContext } from '../services.ts';
import type { SoapNode, SoapRequest, XmlTree } from './envelope.ts';
import { childrenIn, element, envelope, parseEnvelope, textIn, textsIn } from './envelope.ts';
import { soapCaller } from './soap-session.ts';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** `POST /services/Soap/m/<version>`. */
export const metadataSoap: Handler = async (context) => {
  const soap = parseEnvelope(context.request.body);
  const result = await answer(soap, context, soapCaller(context, soap));
  return xml(
    200,
    envelope(NAMESPACE, `<${soap.operation}Response>${element('result', result)}</${soap.operation}Response>`),
  );
};

async function answer(soap: SoapRequest, context: RequestContext, caller: Caller): Promise<XmlTree> {
  const { pool } = context.services;
  switch (soap.operation) {
    case 'describeMetadata':
      return await pool.run('describeMetadata', {}, caller);
    case 'listMetadata': {
      const types = childrenIn(soap.body, 'queries').flatMap((query) => textIn(query, 'type') ?? []);
      return await pool.run('listMetadata', { types }, caller);
    }
    case 'readMetadata': {
      const input = { type: textIn(soap.body, 'type') ?? '', fullNames: textsIn(soap.body, 'fullNames') };
      return { records: (await pool.run('readMetadata', input, caller)) as XmlTree };
    }
    case 'deploy': {
      const zip = textIn(soap.body, 'ZipFile');
      if (zip === undefined) throw new OrgError('INVALID_ZIP', 'The zip file is missing.');
      const id = await pool.run(
        'startDeploy',
        { zip: Buffer.from(zip, 'base64'), ...deployOptions(childrenIn(soap.body, 'DeployOptions')[0]) },
        caller,
      );
      return { done: false, id, state: 'Queued' };
    }
    case 'checkDeployStatus': {
      const id = textIn(soap.body, 'asyncProcessId') ?? textIn(soap.body, 'id') ?? '';
      return await pool.run(
        'deployStatus',
        { id, includeDetails: textIn(soap.body, 'includeDetails') !== 'false' },
        caller,
      );
    }
    case 'retrieve': {
      const [request] = childrenIn(soap.body, 'request').concat(childrenIn(soap.body, 'retrieveRequest'));
      const [unpackaged] = childrenIn(request, 'unpackaged');
      if (textsIn(request, 'packageNames').length > 0) throw new Unsupported('Metadata.retrieve packageNames');
      const id = await pool.run(
        'startRetrieve',
        {
          types: childrenIn(unpackaged, 'types').map((type) => ({
            name: textIn(type, 'name') ?? '',
            members: textsIn(type, 'members'),
          })),
          apiVersion: textIn(request, 'apiVersion') ?? textIn(unpackaged, 'version') ?? caller.apiVersion,
          singlePackage: textIn(request, 'singlePackage') === 'true',
        },
        caller,
      );
      return { done: false, id, state: 'Queued' };
    }
    case 'checkRetrieveStatus': {
      const id = textIn(soap.body, 'asyncProcessId') ?? textIn(soap.body, 'id') ?? '';
      return await pool.run('retrieveStatus', { id, includeZip: textIn(soap.body, 'includeZip') !== 'false' }, caller);
    }
    case 'cancelDeploy': {
      const id = textIn(soap.body, 'String') ?? textIn(soap.body, 'asyncProcessId') ?? textIn(soap.body, 'id') ?? '';
      await pool.run('deployStatus', { id, includeDetails: false }, caller);
      // A deploy runs in one go before its first status call, so there is never one to cancel.
      return { done: true, id };
    }
    case 'deployRecentValidation':
      return pool.run(
        'deployValidated',
        { validationId: textIn(soap.body, 'validationId') ?? textIn(soap.body, 'validationID') ?? '' },
        caller,
      );
    default:
      throw new Unsupported(`Metadata.${soap.operation}`);
  }
}

/** The options a deploy understands; what is not given is false. Source: Metadata API Developer Guide, DeployOptions. */
export interface DeployOptionsInput {
  readonly checkOnly: boolean;
  readonly rollbackOnError: boolean;
  readonly testLevel: string | null;
  readonly runTests: readonly string[];
  readonly purgeOnDelete: boolean;
  readonly ignoreWarnings: boolean;
}

/** Options that would change what is deployed. */
const REFUSED_OPTIONS = ['allowMissingFiles', 'autoUpdatePackage', 'performRetrieve'];

function deployOptions(node: SoapNode | undefined): DeployOptionsInput {
  for (const name of REFUSED_OPTIONS)
    if (textIn(node, name) === 'true') throw new Unsupported(`Metadata.deploy ${name}`);
  return {
    checkOnly: textIn(node, 'checkOnly') === 'true',
    rollbackOnError: textIn(node, 'rollbackOnError') === 'true',
    testLevel: textIn(node, 'testLevel') ?? null,
    runTests: textsIn(node, 'runTests'),
    purgeOnDelete: textIn(node, 'purgeOnDelete') === 'true',
    ignoreWarnings: textIn(node, 'ignoreWarnings') === 'true',
  };
}

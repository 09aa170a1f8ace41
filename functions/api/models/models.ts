/** GET /v1/models, GET /v1/budgets, PUT /v1/budgets/{scope}/{id}, GET /v1/experiments. */
import { createHttpFunction, type HttpFunction } from '../../kit/http.ts';
import { changeBudget, listBudgets } from './budgets.ts';
import type { ModelsDeps } from './deps.ts';
import { listExperiments } from './experiments.ts';
import { getModels, type ListDeps } from './list.ts';

export const createModelsApi = (deps: ModelsDeps & ListDeps): HttpFunction =>
  createHttpFunction<'api/models'>(
    {
      'GET /v1/models': getModels(deps),
      'GET /v1/budgets': listBudgets(deps),
      'PUT /v1/budgets/{scope}/{id}': changeBudget(deps),
      'GET /v1/experiments': listExperiments(deps),
    },
    deps.log,
  );
